import type { Services } from '../context.ts'
import type { Person } from '../people/person.ts'
import { record } from './record.ts'
import { changeTicket, hasEntry } from './store.ts'
import { isSettled, type Ticket } from './ticket.ts'

/**
 * An analyst resolves a ticket that they saw at `ticket.version`; whom it concerns is told how. False when a colleague
 * changed it first. The same `key` again is the same resolution, and is true again.
 */
export async function resolveTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  analyst: Person,
  resolution: string,
  key: string,
): Promise<boolean> {
  if (await hasEntry(services.db, key)) return true
  if (isSettled(ticket)) return false
  const assignee = ticket.assignee ?? analyst
  const resolved = await changeTicket(services, ticket, {
    state: 'resolved',
    assignee_id: assignee.objectId,
    assignee_name: assignee.name,
  })
  // Somebody was faster: perhaps it was this very resolution, brought to another replica.
  if (resolved === undefined) return await hasEntry(services.db, key)
  await record(services, resolved, { kind: 'resolved', author: analyst, text: resolution, key })
  return true
}
