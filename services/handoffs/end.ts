import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { NOBODYS_TURN, refreshClockCards } from './clock.ts'
import { enqueueEnded, enqueueRouting } from './enqueue-routing.ts'
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
  const at = services.now()
  const transition = handoff.ticketId === undefined ? 'close' : 'convert'
  const end = { ended_at: at, ended_by: by, ...NOBODYS_TURN }
  const ended = await changeState(
    services.db,
    handoff.id,
    transition,
    end,
    // Only while it is theirs who had it.
    by === 'analyst' || by === 'supervisor' ? handoff.analyst : undefined,
  )
  if (ended === undefined) return await getHandoff(services.db, handoff.id)
  await withdrawOffer(services, ended)
  await refreshClockCards(services, handoff)
  await refreshHandoff(services, ended)
  await enqueueEnded(services, ended)
  const notice = { kind: 'chat-ended', handoffId: ended.id, at } as const
  if (by !== 'requester') await tell<HandoffNotice>(services, sideOf(ended, 'requester'), notice)
  if (by !== 'analyst') await tell<HandoffNotice>(services, sideOf(ended, 'desk'), notice)
  return ended
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
  // It had come to an incident before it waited again.
  if (cancelled.ticketId !== undefined) await enqueueEnded(services, cancelled)
  await enqueueRouting(services, cancelled.workspaceId)
  await refreshHandoff(services, cancelled)
  return cancelled
}
