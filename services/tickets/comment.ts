import { type TooMany, useShare } from '../access/shares.ts'
import type { Services } from '../context.ts'
import { ServiceDeskError } from '../errors.ts'
import { type Attached, bringFiles } from '../files/carry.ts'
import type { Message } from '../handoffs/handoff.ts'
import { clearUndelivered } from '../handoffs/store.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import type { TicketNotice } from './jobs.ts'
import { type NewEntry, type Recorded, recordEntry } from './record.ts'
import { changeEntryText, findEntryByKey, removeEntry } from './store.ts'
import { type Ticket, ticketSubject } from './ticket.ts'

/** An analyst adds a comment, which whom it concerns is told, or a work note, which stays among analysts. */
export async function commentAsAnalyst(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: NewEntry & { readonly kind: 'comment' | 'work-note' },
): Promise<Recorded | undefined> {
  return await recordEntry(services, ticket, entry)
}

/** The person whom a ticket concerns adds a comment; the desk reads it in the ticket's thread. */
export async function commentAsRequester(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  { attached = [], ...entry }: Omit<NewEntry, 'kind'> & { readonly attached?: Attached },
): Promise<Recorded | TooMany | undefined> {
  const tooMany = await useShare(services, entry.author, 'comments')
  if (tooMany !== undefined && (await findEntryByKey(services.db, entry.key)) === undefined) return tooMany
  const recorded = await recordRequester(services, ticket, entry)
  if (recorded?.isNew === true) await bringTo(services, ticket, entry.author, attached)
  return recorded
}

/** What its author attached goes with it; to a confidential one nothing goes, as everybody in the channel would see it. */
export async function bringTo(
  services: Pick<Services, 'db' | 'now'>,
  { id, workspaceId, isConfidential }: Ticket,
  author: NamedPerson,
  attached: Attached,
): Promise<void> {
  const subject = ticketSubject(id)
  const there = { subject, workspaceId, shownAt: { thread: subject } }
  if (!isConfidential) await bringFiles(services, author, there, attached)
}

async function recordRequester(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  entry: Omit<NewEntry, 'kind'>,
): Promise<Recorded | undefined> {
  const recorded = await recordEntry(services, ticket, { ...entry, kind: 'comment' })
  if (recorded?.isNew === true) {
    const notice = { kind: 'ticket-news', ticketId: ticket.id, entryId: recorded.entry.id } as const
    await tell<TicketNotice>(services, { thread: ticketSubject(ticket.id) }, notice)
  }
  return recorded
}

/**
 * What its author could not deliver in a chat becomes a comment on the chat's incident, once. Throws `not-found` when it
 * went, was taken back or became a whisper since.
 */
export async function commentUndelivered(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  author: NamedPerson,
  { id, audience, deletedAt, words: { text } }: Message,
): Promise<void> {
  const key = undeliveredKey(id)
  const isTheirs = audience !== 'work-note' && deletedAt === undefined
  if (!isTheirs || !((await clearUndelivered(services.db, id)) || (await findEntryByKey(services.db, key)))) {
    throw new ServiceDeskError('not-found', 'There is nothing undelivered to be added.')
  }
  // Nothing is lost by a share that is used up: what could not be delivered is no flood.
  if (audience === 'desk') await recordRequester(services, ticket, { author, text, key })
  else await commentAsAnalyst(services, ticket, { author, text, key, kind: 'comment' })
}

/** Whether a message became a comment: then it is not tried again. */
export async function wentToTicket({ db }: Pick<Services, 'db'>, { id }: Pick<Message, 'id'>): Promise<boolean> {
  return (await findEntryByKey(db, undeliveredKey(id))) !== undefined
}

function undeliveredKey(messageId: number): string {
  return `undelivered:${messageId}`
}

/** What an analyst says below an incident's card is kept with it as a work note, and never leaves. */
export async function noteInThread(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  author: NamedPerson,
  text: Written,
  activityId: string,
): Promise<void> {
  const key = noteKey(ticket.id, activityId)
  await recordEntry(services, ticket, { kind: 'work-note', author, text, key })
}

/** The activity that said it is its key, so that it is found when it is corrected. */
function noteKey(ticketId: string, activityId: string): string {
  return `${ticketId}:${activityId}`
}

/** Somebody corrected what they noted in the incident's thread, or (`undefined`) took it back. */
export async function correctNote(
  services: Pick<Services, 'db' | 'now'>,
  ticketId: string,
  authorId: string,
  text: Written | undefined,
  activityId: string,
): Promise<void> {
  const key = noteKey(ticketId, activityId)
  const changed =
    text === undefined
      ? await removeEntry(services.db, key, authorId)
      : await changeEntryText(services.db, key, authorId, text)
  if (changed) await enqueueRefresh(services, ticketSubject(ticketId))
}
