import { leftHandoffCard } from '../../cards/handoffs/handoff.ts'
import { offerCard } from '../../cards/handoffs/offer.ts'
import type { Db } from '../../services/db/connect.ts'
import { type Handoff, isOpen, sideOf } from '../../services/handoffs/handoff.ts'
import type { HandoffNotice } from '../../services/handoffs/jobs.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { loseOffer } from '../../services/handoffs/pass.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { tell } from '../../services/notices/tell.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { whoIsOnDuty } from '../../services/workspaces/duty.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'
import { type ChatPosition, presentChat, presentHandoff } from './present.ts'

const MOST_CALLED = 10

/** How a handoff's cards are kept true. */
export const handoffSubjectKind: SubjectKind = {
  isListed: true,
  async find(services, id) {
    const { db } = services
    const handoff = await getHandoff(db, id)
    return {
      workspaceId: handoff.workspaceId,
      tier: handoff.tier,
      requester: handoff.requester,
      // A request that ended before its turn came needs no thread.
      isWorthAThread: isOpen(handoff) || handoff.analyst !== undefined,
      rings: () => whoIsCalled(db, handoff),
      present: async (t, position) =>
        position === 'desk'
          ? await presentHandoff(services, t, handoff)
          : position === 'left'
            ? leftHandoffCard(t, handoff)
            : await presentChat(services, t, handoff, position as ChatPosition),
    }
  },
  async unseen(services, id) {
    const handoff = await getHandoff(services.db, id)
    // Where there is no desk at all, whoever waits was told so when it went.
    if (handoff.state !== 'queued' || (await findDesk(services.db, handoff.workspaceId, handoff.tier)) === undefined)
      return
    await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'unseen', handoffId: id })
  },
}

/** Whoever is on duty where somebody waits for them by now. */
export async function whoIsCalled(
  db: Db,
  { state, callbackAt, workspaceId, tier, requester }: Handoff,
): Promise<readonly PersonKey[]> {
  if (state !== 'queued' || callbackAt !== undefined) return []
  const desk = await findDesk(db, workspaceId, tier)
  const { tenantId } = requester
  const onDuty = desk === undefined ? [] : (await whoIsOnDuty(db, desk, MOST_CALLED)).analysts
  return onDuty
    .filter(({ objectId }) => objectId !== requester.objectId)
    .map(({ objectId }) => ({ tenantId, objectId }))
}

/** How the card of an offer is kept true. */
export const offerSubjectKind: SubjectKind = {
  async find({ db }, id) {
    const offer = await getOffer(db, id)
    const { workspaceId, tier, state, to } = offer
    return {
      workspaceId,
      tier,
      requester: undefined,
      rings: async () => {
        const handoff = await getHandoff(db, offer.handoffId)
        return whoIsCalled(db, { ...handoff, state: 'queued', callbackAt: undefined, tier })
      },
      // One to a colleague is said in the chat's own thread.
      isWorthAThread: state === 'open' && to === undefined,
      present: async (t) => offerCard(t, offer, await getHandoff(db, offer.handoffId)),
    }
  },
  async unseen(services, id) {
    const offer = await getOffer(services.db, id)
    if (offer.state === 'open') await loseOffer(services, offer)
  },
}
