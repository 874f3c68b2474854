import { randomUUID } from 'node:crypto'
import { submissions } from '../../cards/actions.ts'
import { incidentForm } from '../../cards/incident-form/incident-form.ts'
import { commentForm } from '../../cards/text-form/text-form.ts'
import { notedCard, savedCard } from '../../cards/ticket/ticket.ts'
import { ticketListCard } from '../../cards/ticket-list/ticket-list.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { findPerson } from '../../services/people/store.ts'
import { commentAsRequester } from '../../services/tickets/comment.ts'
import { openTicket } from '../../services/tickets/open.ts'
import { findTicket, listTickets } from '../../services/tickets/store.ts'
import { concerns, type Ticket } from '../../services/tickets/ticket.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { presentTicket } from '../present.ts'
import { ownHandoff } from './chat.ts'
import { draftFromChat, faultsOf, sentText, sentValues } from './forms.ts'

const PAGE = 8

/** « Vérifier l'état d'un incident » (S0.33). */
export async function showList(turn: Turn, event: Event, { page }: { readonly page: number }): Promise<Reply> {
  inPrivate(event)
  return { card: ticketListCard(turn.t, await listTickets(turn.db, turn.person, page, PAGE), turn.person) }
}

export async function showTicket(
  turn: Turn,
  event: Event,
  { ticketId }: { readonly ticketId: string },
): Promise<Reply> {
  inPrivate(event)
  return { card: await presentTicket(turn.db, turn.t, await ownTicket(turn, ticketId)) }
}

/** « Créer un incident »: empty, or with what was said in the chat it comes from. */
export async function openForm(
  turn: Turn,
  _event: Event,
  { handoffId }: { readonly handoffId?: string | undefined },
): Promise<Reply> {
  const nonce = randomUUID()
  const handoff = handoffId === undefined ? undefined : await ownHandoff(turn, handoffId)
  if (handoff?.ticketId !== undefined) return saved(turn, await ownTicket(turn, handoff.ticketId))
  const values = handoff === undefined ? {} : await draftFromChat(turn, handoff)
  return form(turn, { nonce, values, faults: [], handoff })
}

/** « Enregistrer »: one incident for one dialog, however often it is sent (F1). */
export async function saveForm(turn: Turn, _event: Event, data: unknown): Promise<Reply> {
  const sent = submissions['ticket.new'].safeParse(data)
  if (!sent.success) {
    const faults = faultsOf(sent.error)
    const { nonce, handoffId, ...values } = sentValues(data)
    const handoff = handoffId === undefined ? undefined : await ownHandoff(turn, handoffId)
    return form(turn, { nonce, values, faults, handoff })
  }
  const { nonce, handoffId, requester, category, ...fields } = sent.data
  const key = `${turn.person.objectId}:${nonce}`
  const handoff = handoffId === undefined ? undefined : await ownHandoff(turn, handoffId)
  const colleague = handoff === undefined ? requester?.toLowerCase() : undefined
  const draft = {
    ...fields,
    category: category === '' ? undefined : category,
    requester: colleague ? await personFor(turn, colleague) : turn.person,
    opener: turn.person,
    handoff,
  }
  return saved(turn, await openTicket(turn, turn.workspace, draft, key))
}

export async function openCommentForm(
  turn: Turn,
  event: Event,
  { ticketId }: { readonly ticketId: string },
): Promise<Reply> {
  inPrivate(event)
  const ticket = await ownTicket(turn, ticketId)
  return comment(turn, ticket, { nonce: randomUUID(), text: '', faults: [] })
}

export async function saveComment(turn: Turn, event: Event, data: unknown): Promise<Reply> {
  inPrivate(event)
  const sent = submissions['ticket.comment'].safeParse(data)
  if (!sent.success) {
    const { ticketId, nonce, text } = sentText(data)
    return comment(turn, await ownTicket(turn, ticketId), { nonce, text, faults: ['form.fault.text'] })
  }
  const ticket = await ownTicket(turn, sent.data.ticketId)
  await commentAsRequester(turn, ticket, {
    author: turn.person,
    text: sent.data.text,
    key: `${turn.person.objectId}:${sent.data.nonce}`,
  })
  const card = notedCard(turn.t, ticket, 'comment', turn.person.name, sent.data.text)
  return { dialog: { title: turn.t('comment.title', { number: ticket.number }), card } }
}

function form(
  turn: Turn,
  given: Omit<Parameters<typeof incidentForm>[1], 'verb' | 'handoff'> & {
    handoff: Parameters<typeof draftFromChat>[1] | undefined
  },
): Reply {
  const handoff = given.handoff && { id: given.handoff.id, requesterName: given.handoff.requester.name }
  return {
    dialog: { title: turn.t('form.title'), card: incidentForm(turn.t, { ...given, verb: 'ticket.new', handoff }) },
  }
}

function comment(turn: Turn, ticket: Ticket, given: Omit<Parameters<typeof commentForm>[1], 'ticket'>): Reply {
  const title = turn.t('comment.title', { number: ticket.number })
  return { dialog: { title, card: commentForm(turn.t, { ticket, ...given }) } }
}

function saved(turn: Turn, ticket: Ticket): Reply {
  return { dialog: { title: turn.t('form.title'), card: savedCard(turn.t, ticket, turn.person.objectId) } }
}

/** Somebody chosen from the directory: we know their name only if they ever spoke to us. */
async function personFor({ db, person }: Turn, objectId: string) {
  const key = { tenantId: person.tenantId, objectId }
  return { ...key, name: (await findPerson(db, key))?.name || undefined }
}

/** An incident concerns its requester and its opener; to everybody else it does not exist. */
async function ownTicket({ db, person }: Turn, ticketId: string): Promise<Ticket> {
  const ticket = await findTicket(db, ticketId)
  if (ticket === undefined || !concerns(ticket, person)) {
    throw new ServiceDeskError('not-found', 'There is no such ticket of this person.')
  }
  return ticket
}

/** What somebody's incidents say is not for a group's eyes. */
function inPrivate(event: Event): void {
  if (event.scope !== 'personal') throw new ServiceDeskError('forbidden', 'Incidents are read in private.')
}
