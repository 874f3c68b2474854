import type { Services } from '../context.ts'
import { showFilesAgain } from '../files/carry.ts'
import { leaveDesk } from '../handoffs/leave-desk.ts'
import { refreshDeskOf } from '../handoffs/refresh.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { recordEntry } from './record.ts'
import { changeTicket, findEntryByKey, getTicket } from './store.ts'
import { isSettled, type Ticket, ticketSubject } from './ticket.ts'

/** Whose a ticket is from now on: a colleague at the same desk, whoever takes it there, or whoever takes it at another desk. */
export type TicketReceiver = 'queue' | { readonly person: NamedPerson } | { readonly tier: number }

/**
 * Passes a ticket on at once, with a note among analysts. At another desk it hangs as a new one, with its whole history.
 * `undefined`: it was changed since `ticket.version`, or is settled. The same idempotency `key` again changes nothing.
 */
export async function passTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  receiver: TicketReceiver,
  { author, note, key }: { readonly author: NamedPerson; readonly note: Written; readonly key: string },
): Promise<Ticket | undefined> {
  const { db } = services
  if ((await findEntryByKey(db, key)) !== undefined) return await getTicket(db, ticket.id)
  if (isSettled(ticket)) return undefined
  const to = typeof receiver === 'object' && 'person' in receiver ? receiver.person : undefined
  const tier = typeof receiver === 'object' && 'tier' in receiver ? receiver.tier : ticket.tier
  const passed = await changeTicket(services, ticket, {
    // On hold it stays, whoever goes on with it.
    state: ticket.state === 'on-hold' ? 'on-hold' : to === undefined ? 'new' : 'in-progress',
    assignee_id: to?.objectId ?? null,
    assignee_name: to?.name ?? null,
    tier,
  })
  if (passed === undefined) return undefined
  await recordEntry(services, passed, { kind: 'passed', author, text: note, key })
  if (tier === ticket.tier) return passed
  await refreshDeskOf(services, ticket)
  const subject = ticketSubject(ticket.id)
  await leaveDesk(services, subject, passed)
  await showFilesAgain(services, subject, { thread: subject })
  return passed
}
