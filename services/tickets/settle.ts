import type { Services } from '../context.ts'
import { refreshCard, tell } from '../notices/tell.ts'
import type { Person } from '../people/person.ts'
import { addEntry, changeTicket, findTicket, touchTicket } from './store.ts'
import { isSettled, type Ticket, type TicketEntry } from './ticket.ts'

type Outcome = { readonly done: boolean; readonly ticket: Ticket }

/** An analyst takes a ticket that they see at `ticket.version`; the requester is told who works on it. */
export async function takeTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  analyst: Person,
): Promise<Outcome> {
  if (isSettled(ticket) || ticket.assignee?.objectId === analyst.objectId) return { done: false, ticket }
  const taken = await changeTicket(services, ticket, {
    state: 'in-progress',
    assignee_id: analyst.objectId,
    assignee_name: analyst.name,
  })
  if (taken === undefined) return await asItIs(services, ticket)
  await record(services, taken, {
    kind: 'taken',
    author: analyst,
    text: '',
    key: `${ticket.id}:taken:${taken.version}`,
  })
  return { done: true, ticket: taken }
}

/** An analyst resolves a ticket; the requester is told how. */
export async function resolveTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  analyst: Person,
  resolution: string,
  key: string,
): Promise<Outcome> {
  if (isSettled(ticket)) return { done: false, ticket }
  const assignee = ticket.assignee ?? analyst
  const resolved = await changeTicket(services, ticket, {
    state: 'resolved',
    assignee_id: assignee.objectId,
    assignee_name: assignee.name,
  })
  if (resolved === undefined) return await asItIs(services, ticket)
  await record(services, resolved, { kind: 'resolved', author: analyst, text: resolution, key })
  return { done: true, ticket: resolved }
}

/** An analyst adds a comment, which the requester is told, or a work note, which stays among analysts. */
export async function commentAsAnalyst(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: Omit<TicketEntry, 'id' | 'at' | 'kind'> & { readonly kind: 'comment' | 'work-note'; readonly key: string },
): Promise<void> {
  await record(services, ticket, entry)
}

/** The person whom a ticket concerns adds a comment; the desk reads it in the ticket's thread. */
export async function commentAsRequester(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  author: Person,
  text: string,
  key: string,
): Promise<void> {
  const entryId = await record(services, ticket, { kind: 'comment', author, text, key })
  if (entryId === undefined) return
  await tell(services, { thread: `ticket:${ticket.id}` }, { kind: 'ticket-news', ticketId: ticket.id, entryId })
}

/** Writes the entry once, and tells the requester unless it is their own or none of their business. */
async function record(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: Omit<TicketEntry, 'id' | 'at'> & { readonly key: string },
): Promise<number | undefined> {
  const entryId = await addEntry(services.db, ticket.id, { ...entry, at: services.now() })
  if (entryId === undefined) return undefined
  await touchTicket(services, ticket.id)
  await refreshCard(services, `ticket:${ticket.id}`, 'desk')
  if (entry.kind !== 'work-note' && ticket.requester.objectId !== entry.author.objectId) {
    await tell(services, { person: ticket.requester }, { kind: 'ticket-news', ticketId: ticket.id, entryId })
  }
  return entryId
}

async function asItIs(services: Pick<Services, 'db'>, ticket: Ticket): Promise<Outcome> {
  return { done: false, ticket: (await findTicket(services.db, ticket.id)) ?? ticket }
}
