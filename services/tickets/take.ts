import type { Services } from '../context.ts'
import type { NamedPerson } from '../people/person.ts'
import { recordEntry } from './record.ts'
import { changeTicket, getTicket } from './store.ts'
import { isSettled, type Ticket } from './ticket.ts'

/** An analyst takes a ticket, if it still is as they see it; whom it concerns is told who works on it. Returns it as it is then. */
export async function takeTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  analyst: NamedPerson,
): Promise<Ticket> {
  if (isSettled(ticket) || ticket.assignee !== undefined) return ticket
  const taken = await changeTicket(services, ticket, {
    state: 'in-progress',
    assignee_id: analyst.objectId,
    assignee_name: analyst.name,
  })
  if (taken === undefined) return await getTicket(services.db, ticket.id)
  await recordEntry(services, taken, {
    kind: 'taken',
    author: analyst,
    key: `${ticket.id}:taken:${taken.version}`,
  })
  return taken
}
