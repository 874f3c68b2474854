import type { Services } from '../context.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import { noteAnswered } from '../workspaces/duty.ts'
import { answerDueAt, watchAnswer } from './clock.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import { type Handoff, offerSubject, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { closeOffer, getOffer } from './offers.ts'
import { refreshHandoff } from './refresh.ts'
import { changeHandoff, getHandoff, takeQueued } from './store.ts'

/**
 * Gives a waiting handoff to the first who asks: one winner, whoever presses at the same time. The others get the
 * handoff as it now is; `undefined`: nobody takes their own.
 */
export async function takeHandoff(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
  analyst: NamedPerson,
): Promise<Handoff | undefined> {
  if (samePerson(handoff.requester, analyst)) return undefined
  const { id } = handoff
  const at = services.now()
  const clockAt = await answerDueAt(services, handoff.workspaceId, at)
  const by = { analystId: analyst.objectId, analystName: analyst.name }
  const taken = await takeQueued(services.db, { id, ...by, at, clockAt })
  if (taken === undefined) return await getHandoff(services.db, id)
  await tell<HandoffNotice>(services, sideOf(taken, 'requester'), { kind: 'connected', handoffId: id })
  await watchAnswer(services, taken)
  if (taken.offerId !== undefined) await closeTaken(services, taken, analyst)
  await refreshHandoff(services, taken)
  return { ...taken, offerId: undefined }
}

/** The queue's offer of a chat that was taken is over, whoever took it. */
async function closeTaken(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { id, workspaceId, offerId = '' }: Handoff,
  analyst: NamedPerson,
): Promise<void> {
  const isTheirs = samePerson((await getOffer(services.db, offerId)).to, analyst)
  await closeOffer(services, offerId, isTheirs ? 'accepted' : 'withdrawn', analyst)
  await changeHandoff(services.db, id, ['active'], { offer_id: null })
  await enqueueRefresh(services, offerSubject(offerId))
  if (isTheirs) await noteAnswered(services.db, workspaceId, analyst.objectId)
  // Whoever it was offered to has room for another.
  else await enqueueRouting(services, workspaceId)
}
