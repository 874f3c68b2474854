import type { Services } from '../context.ts'
import { getHandoff } from '../handoffs/store.ts'
import { idIn, type Subject } from '../notices/subject.ts'
import { enqueueSync } from '../tickets/enqueue-sync.ts'
import { getTicket, touchTicket } from '../tickets/store.ts'

/**
 * Something came that belongs to a ticket of a company's own ticket system: a file of it or of its chat (`subject`), or the end of
 * that chat.
 */
export async function enqueueEnclosures(
  services: Pick<Services, 'db' | 'now'>,
  subject: Subject | undefined,
): Promise<void> {
  const { db } = services
  const handoffId = idIn(subject, 'handoff')
  const ticketId = handoffId === undefined ? idIn(subject, 'ticket') : (await getHandoff(db, handoffId)).ticketId
  const ticket = ticketId === undefined ? undefined : await getTicket(db, ticketId)
  if (ticket?.system === undefined) return
  // What is given up while the system is away is found by when its ticket was touched.
  await touchTicket(services, ticket.id)
  await enqueueSync(services, ticket)
}
