import type { Services } from '../context.ts'
import { refreshDeskOf } from '../handoffs/refresh.ts'
import { ASIDE, enqueueRefresh, tell } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { enqueueOver } from './announce.ts'
import { enqueueSlaLook } from './enqueue-sla.ts'
import { enqueueSync } from './enqueue-sync.ts'
import type { TicketNotice } from './jobs.ts'
import { addEntry, findEntryByKey, touchTicket } from './store.ts'
import { type EntryKind, isForAnother, type Ticket, type TicketEntry, ticketSubject } from './ticket.ts'

export interface NewEntry {
  readonly kind: EntryKind
  readonly author: NamedPerson
  readonly text?: Written
  /** The idempotency key: however often it is written, it is one entry. */
  readonly key: string
}

/** What changes how many incidents are open at a desk. */
const COUNTED: readonly EntryKind[] = ['passed', 'resolved', 'reopened', 'cancelled', 'withdrawn']

/** With these what was announced is over. */
const ENDS: readonly EntryKind[] = ['resolved', 'cancelled', 'withdrawn']
/** What whom it concerns is not told of: they may read it, or it is among analysts. */
const UNTOLD: readonly EntryKind[] = ['work-note', 'passed', 'priority', 'category', 'task-done', 'task-undone']

/** What is in the history now, and whether it was written just now: another text under the same key was kept before. */
export interface Recorded {
  readonly entry: TicketEntry
  readonly isNew: boolean
}

/**
 * Writes an entry once, and notifies the requester, and the opener too unless they opened it from a chat as an analyst;
 * never the author, and never of what is among analysts.
 */
export async function recordEntry(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  { kind, author, text, key }: NewEntry,
): Promise<Recorded | undefined> {
  // Entries of a company's ticket system are sent in the order of their numbers: a row lock, so that none is written behind another.
  if (ticket.system !== undefined) await touchTicket(services, ticket.id)
  const entry = await addEntry(services.db, ticket.id, { kind, author, text: text ?? '', key, at: services.now() })
  if (entry === undefined) {
    const known = await findEntryByKey(services.db, key)
    return known && { entry: known, isNew: false }
  }
  await touchTicket(services, ticket.id)
  if (ticket.announcement !== undefined && ENDS.includes(kind)) await enqueueOver(services, ticket.id)
  await enqueueSync(services, ticket)
  await enqueueSlaLook(services, ticket.id)
  await enqueueRefresh(services, ticketSubject(ticket.id))
  if (COUNTED.includes(kind)) await refreshDeskOf(services, ticket)
  if (UNTOLD.includes(kind)) return { entry, isNew: true }
  const { requester, opener } = ticket
  const concerned = !isForAnother(ticket) || ticket.handoffId !== undefined ? [requester] : [requester, opener]
  for (const person of concerned) {
    if (samePerson(person, author)) continue
    const notice = { kind: 'ticket-news', ticketId: ticket.id, entryId: entry.id } as const
    await tell<TicketNotice>(services, { person }, notice, ASIDE)
  }
  return { entry, isNew: true }
}

/** The same of what whom it concerns did: the desk reads it in the ticket's thread. */
export async function recordForDesk(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: NewEntry,
): Promise<Recorded | undefined> {
  const recorded = await recordEntry(services, ticket, entry)
  if (recorded?.isNew !== true) return recorded
  const notice = { kind: 'ticket-news', ticketId: ticket.id, entryId: recorded.entry.id } as const
  await tell<TicketNotice>(services, { thread: ticketSubject(ticket.id) }, notice)
  return recorded
}
