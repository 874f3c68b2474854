import type { Services } from '../context.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { type Recorded, recordEntry } from './record.ts'
import { changeTicket, findEntryByKey } from './store.ts'
import { isSettled, type Ticket, type TicketEntry } from './ticket.ts'

/**
 * An analyst resolves a ticket that they saw at `ticket.version`; whom it concerns is told how. `undefined` when a colleague
 * changed it first. The same idempotency `key` again is the same resolution.
 */
export async function resolveTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  analyst: NamedPerson,
  resolution: Written,
  key: string,
): Promise<Recorded | undefined> {
  const known = await findEntryByKey(services.db, key)
  if (known !== undefined) return before(known)
  if (isSettled(ticket)) return undefined
  const assignee = ticket.assignee ?? analyst
  const resolved = await changeTicket(services, ticket, {
    state: 'resolved',
    assignee_id: assignee.objectId,
    assignee_name: assignee.name,
  })
  if (resolved === undefined) {
    // Somebody was faster: perhaps it was this very resolution, brought to another replica.
    const theirs = await findEntryByKey(services.db, key)
    return theirs && before(theirs)
  }
  return await recordEntry(services, resolved, { kind: 'resolved', author: analyst, text: resolution, key })
}

function before(entry: TicketEntry): Recorded | undefined {
  return entry.kind === 'resolved' ? { entry, isNew: false } : undefined
}
