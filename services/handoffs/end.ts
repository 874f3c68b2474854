import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { noteHelper } from '../people/store.ts'
import { setBusy } from '../workspaces/duty.ts'
import { NOBODYS_TURN, refreshClockCards } from './clock.ts'
import { enqueuePass, enqueueRouting } from './enqueue-routing.ts'
import { type EndedBy, type Handoff, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { refreshHandoff } from './refresh.ts'
import { changeState, getHandoff } from './store.ts'
import { enqueueWaits } from './wait.ts'
import { withdrawOffer } from './withdraw-offer.ts'

/** Ends a chat that goes on, once, and tells the side that did not end it. One that waits, or is over, stays what it is. */
export async function endHandoff(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
  by: EndedBy,
): Promise<Handoff> {
  if (handoff.state !== 'active') return handoff
  // Locks are taken in one order: the person's, then the chat's.
  if (handoff.analyst !== undefined) await noteHelper(services, handoff.requester, handoff.analyst)
  const at = services.now()
  const transition = handoff.ticketId === undefined ? 'close' : 'convert'
  const end = { ended_at: at, ended_by: by, ...NOBODYS_TURN }
  const ended = await changeState(
    services.db,
    handoff.id,
    transition,
    end,
    by === 'analyst' ? handoff.analyst : undefined,
  )
  if (ended === undefined) return await getHandoff(services.db, handoff.id)
  await withdrawOffer(services, ended)
  await refreshClockCards(services, handoff)
  await refreshHandoff(services, ended)
  await wrapUp(services, ended)
  await enqueueRouting(services, ended.workspaceId)
  const notice = { kind: 'chat-ended', handoffId: ended.id, at } as const
  if (by !== 'requester') await tell<HandoffNotice>(services, sideOf(ended, 'requester'), notice)
  if (by !== 'analyst') await tell<HandoffNotice>(services, sideOf(ended, 'desk'), notice)
  return ended
}

/** Whoever led it is offered nothing for a while, where the workspace wants it so: then a pass looks again. */
async function wrapUp(
  { db, now, rulesOf }: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { workspaceId, analyst }: Handoff,
): Promise<void> {
  const { wrapUpMs, offerTiers } = await rulesOf(db, workspaceId)
  if (analyst === undefined || wrapUpMs === 0 || offerTiers.length === 0) return
  const until = now() + wrapUpMs
  await setBusy(db, workspaceId, analyst.objectId, until)
  await enqueuePass({ db, now }, workspaceId, until)
}

/** « Ne plus attendre »: leaves the queue. Who was taken meanwhile stays in their chat. */
export async function cancelHandoff(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
): Promise<Handoff> {
  const cancelled = await changeState(services.db, handoff.id, 'abandon', {
    ended_at: services.now(),
    ended_by: 'requester',
  })
  if (cancelled === undefined) return await getHandoff(services.db, handoff.id)
  await withdrawOffer(services, cancelled)
  await enqueueWaits(services, cancelled)
  await enqueueRouting(services, cancelled.workspaceId)
  await refreshHandoff(services, cancelled)
  return cancelled
}
