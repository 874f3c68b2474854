import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'

export interface SlaJobs {
  /** Looks which promises of a ticket are kept, and plans when to look again. */
  readonly 'sla.look': { readonly ticketId: string }
}

/** What happens at once is looked at once. */
const TOGETHER_MS = 500

/** Something happened to a ticket, or will be due at a time: its promises are looked at then (`sla/look.ts`). */
export async function enqueueSlaLook(
  { db, now }: Pick<Services, 'db' | 'now'>,
  ticketId: string,
  at?: number,
): Promise<void> {
  const lane = `sla:${ticketId}`
  const dueAt = at ?? now() + TOGETHER_MS
  await enqueue<SlaJobs>(db, { task: 'sla.look', lane, payload: { ticketId }, dueAt, timerKey: lane }, now())
}
