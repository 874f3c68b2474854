import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { TicketJobs } from './jobs.ts'
import type { Ticket } from './ticket.ts'

/** With the id of a ticket behind it. */
export const SYNC_LANE = 'itsm:'

/**
 * A ticket of a company's own ticket system changed here, or there: the job brings both in step (`itsm/sync.ts`). One lane a
 * ticket, so that its changes keep their order.
 */
export async function enqueueSync(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { id, system }: Pick<Ticket, 'id' | 'system'>,
  look = false,
): Promise<void> {
  if (system === undefined) return
  const payload = look ? ({ ticketId: id, look } as const) : { ticketId: id }
  await enqueue<TicketJobs>(db, { task: 'ticket.sync', lane: `${SYNC_LANE}${id}`, payload }, now())
}
