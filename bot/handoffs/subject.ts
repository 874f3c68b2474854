import { leftHandoffCard } from '../../cards/handoffs/handoff.ts'
import { offerCard } from '../../cards/handoffs/offer.ts'
import { reminderCard } from '../../cards/handoffs/remind.ts'
import type { Services } from '../../services/context.ts'
import type { Db } from '../../services/db/connect.ts'
import { type Handoff, handoffSubject, isOpen, sideOf } from '../../services/handoffs/handoff.ts'
import type { HandoffNotice } from '../../services/handoffs/jobs.ts'
import { leaveDesk } from '../../services/handoffs/leave-desk.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { loseOffer } from '../../services/handoffs/pass.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { tell } from '../../services/notices/tell.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { whoIsOnDuty } from '../../services/workspaces/duty.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'
import { type ChatPosition, isOfferingAt, presentChat, presentHandoff } from './present.ts'

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
      rings: () => whoIsCalled(services, handoff),
      present: async (t, position) =>
        position === 'desk'
          ? await presentHandoff(services, t, handoff)
          : position === 'left'
            ? leftHandoffCard(t, handoff)
            : position === 'reminder'
              ? reminderCard(t, handoff)
              : await presentChat(services, t, handoff, position as ChatPosition),
    }
  },
  leaves: (services, id, to) => leaveDesk(services, handoffSubject(id), to),
  async unseen(services, id) {
    const handoff = await getHandoff(services.db, id)
    // Where there is no desk at all, whoever waits was told so when it went.
    if (handoff.state !== 'queued' || (await findDesk(services.db, handoff.workspaceId, handoff.tier)) === undefined)
      return
    await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'unseen', handoffId: id })
  },
}

/** Whoever a chat that waits calls by now: everybody on duty; where it is offered to one at a time, that offer calls them. */
export async function whoIsCalled(
  needs: Pick<Services, 'db' | 'rulesOf'>,
  handoff: Handoff,
): Promise<readonly PersonKey[]> {
  const { state, callbackAt } = handoff
  if (state !== 'queued' || callbackAt !== undefined || (await isOfferingAt(needs, handoff))) return []
  return await whoIsThere(needs.db, handoff)
}

/** Whoever is on duty at the desk where a chat is. */
export async function whoIsThere(
  db: Db,
  { workspaceId, tier, requester }: Pick<Handoff, 'workspaceId' | 'tier' | 'requester'>,
): Promise<readonly PersonKey[]> {
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
        return await whoIsThere(db, { ...handoff, tier })
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
