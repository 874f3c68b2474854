import type { Services } from '../context.ts'
import { ServiceDeskError } from '../errors.ts'
import type { Message } from '../handoffs/handoff.ts'
import { takeUndelivered } from '../handoffs/store.ts'
import { refreshCard, tell } from '../notices/tell.ts'
import type { Person } from '../people/person.ts'
import { type NewEntry, record } from './record.ts'
import { changeEntryText, hasEntry, removeEntry } from './store.ts'
import type { Ticket } from './ticket.ts'

/** An analyst adds a comment, which whom it concerns is told, or a work note, which stays among analysts. */
export async function commentAsAnalyst(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: NewEntry & { readonly kind: 'comment' | 'work-note' },
): Promise<void> {
  await record(services, ticket, entry)
}

/** The person whom a ticket concerns adds a comment; the desk reads it in the ticket's thread. */
export async function commentAsRequester(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: Omit<NewEntry, 'kind'>,
): Promise<void> {
  const entryId = await record(services, ticket, { ...entry, kind: 'comment' })
  if (entryId === undefined) return
  await tell(services, { thread: `ticket:${ticket.id}` }, { kind: 'ticket-news', ticketId: ticket.id, entryId })
}

/**
 * What its author could not deliver in a chat becomes a comment on the chat's incident, once. Throws `not-found` when it
 * went, was taken back or became a whisper since.
 */
export async function commentUndelivered(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  author: Person,
  { id, audience, deletedAt, words: { text } }: Message,
): Promise<void> {
  const key = undeliveredKey(id)
  const isTheirs = audience !== 'work-note' && deletedAt === undefined
  if (!isTheirs || !((await takeUndelivered(services.db, id)) || (await hasEntry(services.db, key)))) {
    throw new ServiceDeskError('not-found', 'There is nothing undelivered to be added.')
  }
  if (audience === 'desk') await commentAsRequester(services, ticket, { author, text, key })
  else await commentAsAnalyst(services, ticket, { author, text, key, kind: 'comment' })
}

/** Whether a message took this route: then it is not tried again. */
export async function wentToTicket({ db }: Pick<Services, 'db'>, { id }: Pick<Message, 'id'>): Promise<boolean> {
  return await hasEntry(db, undeliveredKey(id))
}

function undeliveredKey(messageId: number): string {
  return `undelivered:${messageId}`
}

/** Who said it in the thread below an incident is its key, so that it is found when it is corrected. */
export function noteKey(ticketId: string, activityId: string): string {
  return `${ticketId}:${activityId}`
}

/** Somebody corrected what they noted in the incident's thread, or (`undefined`) took it back. */
export async function correctNote(
  services: Pick<Services, 'db' | 'now'>,
  ticketId: string,
  author: Person,
  text: string | undefined,
  activityId: string,
): Promise<void> {
  const key = noteKey(ticketId, activityId)
  const changed =
    text === undefined
      ? await removeEntry(services.db, key, author.objectId)
      : await changeEntryText(services.db, key, author.objectId, text)
  if (changed) await refreshCard(services, `ticket:${ticketId}`)
}
