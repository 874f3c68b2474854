import type { Services } from '../context.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import type { Handoff } from './handoff.ts'
import { refreshHandoff } from './refresh.ts'
import { changeHandoff, changeState } from './store.ts'
import { enqueueWaits } from './wait.ts'
import { withdrawOffer } from './withdraw-offer.ts'

/** A chat has come to an incident: one that still waited has thereby found its end, one that goes on goes on. */
export async function convertHandoff(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { id, state }: Handoff,
  ticketId: string,
): Promise<void> {
  const converted = { ended_at: services.now(), ended_by: 'requester', ticket_id: ticketId } as const
  const changed =
    state === 'queued'
      ? await changeState(services.db, id, 'convert', converted)
      : await changeHandoff(services.db, id, ['active', 'closed', 'abandoned', 'converted'], { ticket_id: ticketId })
  if (changed === undefined) return
  if (state === 'queued') {
    await withdrawOffer(services, changed)
    await enqueueWaits(services, changed)
    await enqueueRouting(services, changed.workspaceId)
  }
  await refreshHandoff(services, changed)
}

/** The incident of a chat that goes on was withdrawn: it may come to another. */
export async function releaseHandoff(services: Pick<Services, 'db' | 'now'>, id: string): Promise<void> {
  const changed = await changeHandoff(services.db, id, ['active'], { ticket_id: null })
  if (changed !== undefined) await refreshHandoff(services, changed)
}
