import type { Services } from '../context.ts'
import { refreshCard, tell } from '../notices/tell.ts'
import { samePerson } from '../people/person.ts'
import { addEntry, touchTicket } from './store.ts'
import type { Ticket, TicketEntry } from './ticket.ts'

export type NewEntry = Omit<TicketEntry, 'id' | 'at'> & { readonly key: string }

/**
 * Writes an entry once, and tells whom the ticket concerns, but nobody of their own doing and no requester of a work
 * note. Who opened it for a colleague is told like the colleague; who opened it from a chat was at work for them.
 */
export async function record(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: NewEntry,
): Promise<number | undefined> {
  const entryId = await addEntry(services.db, ticket.id, { ...entry, at: services.now() })
  if (entryId === undefined) return undefined
  await touchTicket(services, ticket.id)
  await refreshCard(services, `ticket:${ticket.id}`)
  if (entry.kind === 'work-note') return entryId
  const { requester, opener } = ticket
  const concerned = samePerson(requester, opener) || ticket.handoffId !== undefined ? [requester] : [requester, opener]
  for (const person of concerned) {
    if (person.objectId === entry.author.objectId) continue
    await tell(services, { person }, { kind: 'ticket-news', ticketId: ticket.id, entryId })
  }
  return entryId
}
