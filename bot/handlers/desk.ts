import { randomUUID } from 'node:crypto'
import { submissions } from '../../cards/actions.ts'
import { asWritten } from '../../cards/as-written.ts'
import { incidentForm } from '../../cards/incident-form/incident-form.ts'
import { noticeCard } from '../../cards/notice/notice.ts'
import { deskCommentForm, resolveForm } from '../../cards/text-form/text-form.ts'
import { savedCard } from '../../cards/ticket/ticket.ts'
import { type Words, type WordsKey, words } from '../../cards/words.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { endHandoff } from '../../services/handoffs/end.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { findHandoff } from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { keepLiveCard } from '../../services/notices/live-cards.ts'
import type { Subject } from '../../services/notices/notice.ts'
import { commentAsAnalyst } from '../../services/tickets/comment.ts'
import { openTicket } from '../../services/tickets/open.ts'
import { resolveTicket } from '../../services/tickets/resolve.ts'
import { findTicket, getTicket } from '../../services/tickets/store.ts'
import { takeTicket } from '../../services/tickets/take.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import { setDuty } from '../../services/workspaces/duty.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import type { Desk } from '../../services/workspaces/workspace.ts'
import type { Event } from '../activity.ts'
import { presentDesk, presentDeskTicket, presentHandoff } from '../present.ts'
import type { Reply, Turn } from '../turn.ts'
import { draftFromChat, faultsOf, sentText, sentValues } from './forms.ts'

/** The card of a handoff, asked for by the client of the one who took it: their own buttons. */
export async function viewHandoff(
  turn: Turn,
  event: Event,
  { handoffId }: { readonly handoffId: string },
): Promise<Reply> {
  return await showHandoff(turn, await handoffAtDesk(turn, event, handoffId))
}

/** « Prendre »: one winner; everybody else sees whose it is. */
export async function take(turn: Turn, event: Event, { handoffId }: { readonly handoffId: string }): Promise<Reply> {
  const taken = await takeHandoff(turn, await handoffAtDesk(turn, event, handoffId), turn.person)
  return taken === 'own' ? { text: turn.t('failed.own') } : await showHandoff(turn, taken)
}

/** « Terminer le chat », by who took it. */
export async function end(turn: Turn, event: Event, { handoffId }: { readonly handoffId: string }): Promise<Reply> {
  const handoff = await handoffAtDesk(turn, event, handoffId)
  if (handoff.state === 'active') requireTaker(turn, handoff)
  return await showHandoff(turn, handoff.state === 'active' ? await endHandoff(turn, handoff, 'analyst') : handoff)
}

/** « Prendre » on an incident. */
export async function takeIncident(
  turn: Turn,
  event: Event,
  { ticketId, version }: { readonly ticketId: string; readonly version: number },
): Promise<Reply> {
  const ticket = await ticketAtDesk(turn, event, ticketId)
  const shown = ticket.version === version ? await takeTicket(turn, ticket, turn.person) : ticket
  return { card: await presentDeskTicket(turn.db, deskWords(turn), shown) }
}

export async function goOnDuty(turn: Turn, event: Event, data: { readonly deskId: string }): Promise<Reply> {
  return await duty(turn, event, data, true)
}

export async function goOffDuty(turn: Turn, event: Event, data: { readonly deskId: string }): Promise<Reply> {
  return await duty(turn, event, data, false)
}

async function duty(turn: Turn, event: Event, { deskId }: { readonly deskId: string }, on: boolean): Promise<Reply> {
  const desk = await requireDesk(turn, event)
  if (desk.id !== deskId) throw new ServiceDeskError('not-found', 'This desk is not here.')
  await setDuty(turn, desk, turn.person, on)
  return { card: await presentDesk(turn.db, deskWords(turn), desk) }
}

/** An incident from the chat that the analyst took, for the person in it. */
export async function openForm(
  turn: Turn,
  event: Event,
  { handoffId }: { readonly handoffId: string },
): Promise<Reply> {
  const handoff = await handoffAtDesk(turn, event, handoffId)
  requireTaker(turn, handoff)
  if (handoff.ticketId !== undefined) return savedDialog(turn, await getTicket(turn.db, handoff.ticketId))
  const values = await draftFromChat(turn, handoff)
  return form(turn, { nonce: randomUUID(), values, faults: [] }, handoff)
}

export async function saveForm(turn: Turn, event: Event, data: unknown): Promise<Reply> {
  const { nonce, handoffId, ...values } = sentValues(data)
  const handoff = await handoffAtDesk(turn, event, handoffId ?? '')
  requireTaker(turn, handoff)
  const sent = submissions['desk.ticket.new'].safeParse(data)
  if (!sent.success) return form(turn, { nonce, values, faults: faultsOf(sent.error) }, handoff)
  const key = `${turn.person.objectId}:${sent.data.nonce}`
  const { title, description, urgency, category } = sent.data
  const draft = {
    title,
    description,
    urgency,
    category: category === '' ? undefined : category,
    requester: handoff.requester,
    opener: turn.person,
    handoff,
  }
  return savedDialog(turn, await openTicket(turn, turn.workspace, draft, key))
}

export async function openCommentForm(
  turn: Turn,
  event: Event,
  { ticketId }: { readonly ticketId: string },
): Promise<Reply> {
  const ticket = await ticketAtDesk(turn, event, ticketId)
  return comment(turn, ticket, { nonce: randomUUID(), text: '', visibility: 'work-note', faults: [] })
}

export async function saveComment(turn: Turn, event: Event, data: unknown): Promise<Reply> {
  const { ticketId, nonce, text, visibility } = sentText(data)
  const ticket = await ticketAtDesk(turn, event, ticketId)
  const sent = submissions['desk.ticket.comment'].safeParse(data)
  if (!sent.success) return comment(turn, ticket, { nonce, text, visibility, faults: textFaults(sent.error) })
  const entry = { kind: sent.data.visibility, author: turn.person, text: sent.data.text }
  await commentAsAnalyst(turn, ticket, { ...entry, key: `${turn.person.objectId}:${nonce}` })
  return confirmation(turn, ticket, turn.t(`entry.${entry.kind}`, { name: asWritten(turn.person.name) }), entry.text)
}

export async function openResolveForm(
  turn: Turn,
  event: Event,
  { ticketId, version }: { readonly ticketId: string; readonly version: number },
): Promise<Reply> {
  const ticket = await ticketAtDesk(turn, event, ticketId)
  if (ticket.version !== version || isSettled(ticket)) return tooLate(turn, ticket)
  return resolution(turn, ticket, { nonce: randomUUID(), text: '', version, faults: [] })
}

export async function saveResolution(turn: Turn, event: Event, data: unknown): Promise<Reply> {
  const { ticketId, nonce, text, version } = sentText(data)
  const ticket = await ticketAtDesk(turn, event, ticketId)
  const sent = submissions['desk.ticket.resolve'].safeParse(data)
  if (!sent.success) return resolution(turn, ticket, { nonce, text, version, faults: textFaults(sent.error) })
  const key = `${turn.person.objectId}:${nonce}`
  const done = await resolveTicket(turn, { ...ticket, version: sent.data.version }, turn.person, sent.data.text, key)
  if (!done) return tooLate(turn, ticket)
  return confirmation(turn, ticket, turn.t('resolve.done', { number: ticket.number }), sent.data.text)
}

/** The workspace's desk, if it has one. */
export async function deskOf({ db, workspace }: Turn): Promise<Desk | undefined> {
  return await findDesk(db, workspace.id)
}

/** Whether something happened in the desk's own channel, or in a thread of it. */
export function isAtDesk(event: Event, desk: Desk): boolean {
  const [channelId] = event.conversationId.split(';messageid=')
  return event.scope === 'channel' && event.channel?.teamId === desk.teamId && channelId === desk.channelId
}

/** Who is in the desk's channel is an analyst: Teams lets nobody else act there. */
async function requireDesk(turn: Turn, event: Event): Promise<Desk> {
  const desk = await deskOf(turn)
  if (desk === undefined || !isAtDesk(event, desk)) throw new ServiceDeskError('forbidden', 'This is done at the desk.')
  return desk
}

async function handoffAtDesk(turn: Turn, event: Event, handoffId: string): Promise<Handoff> {
  const desk = await requireDesk(turn, event)
  const handoff = await findHandoff(turn.db, handoffId)
  if (handoff?.workspaceId !== desk.workspaceId)
    throw new ServiceDeskError('not-found', 'There is no such handoff here.')
  await adoptThread(turn, event, `handoff:${handoff.id}`)
  return handoff
}

async function ticketAtDesk(turn: Turn, event: Event, ticketId: string): Promise<Ticket> {
  const desk = await requireDesk(turn, event)
  const ticket = await findTicket(turn.db, ticketId)
  if (ticket?.workspaceId !== desk.workspaceId) throw new ServiceDeskError('not-found', 'There is no such ticket here.')
  await adoptThread(turn, event, `ticket:${ticket.id}`)
  return ticket
}

/**
 * A lost answer of Teams can leave a subject with two threads. The one in which somebody acts is the one that counts:
 * what is said there must arrive.
 */
async function adoptThread(turn: Turn, { serviceUrl, conversationId, cardId }: Event, subject: Subject): Promise<void> {
  if (cardId === undefined || !conversationId.endsWith(`;messageid=${cardId}`)) return
  await keepLiveCard(turn.db, subject, 'desk', { serviceUrl, conversationId, activityId: cardId })
}

function requireTaker({ person }: Turn, handoff: Handoff): void {
  if (handoff.analyst?.objectId !== person.objectId) {
    throw new ServiceDeskError('forbidden', 'Only who took a handoff acts on it.')
  }
}

/** What hangs in the channel is read by all of it: it speaks the workspace's language. */
function deskWords({ workspace }: Turn): Words {
  return words(workspace.language)
}

async function showHandoff(turn: Turn, handoff: Handoff): Promise<Reply> {
  return { card: await presentHandoff(turn.db, deskWords(turn), handoff, turn.person.objectId) }
}

function savedDialog(turn: Turn, ticket: Ticket): Reply {
  return { dialog: { title: turn.t('form.title'), card: savedCard(turn.t, ticket, undefined) } }
}

function form(
  turn: Turn,
  given: Omit<Parameters<typeof incidentForm>[1], 'verb' | 'handoff'>,
  handoff: Handoff,
): Reply {
  const from = { id: handoff.id, requesterName: handoff.requester.name }
  const card = incidentForm(turn.t, { ...given, verb: 'desk.ticket.new', handoff: from })
  return { dialog: { title: turn.t('form.title'), card } }
}

function comment(turn: Turn, ticket: Ticket, given: Omit<Parameters<typeof deskCommentForm>[1], 'ticket'>): Reply {
  const title = turn.t('comment.title', { number: ticket.number })
  return { dialog: { title, card: deskCommentForm(turn.t, { ticket, ...given }) } }
}

function resolution(turn: Turn, ticket: Ticket, given: Omit<Parameters<typeof resolveForm>[1], 'ticket'>): Reply {
  const title = turn.t('resolve.title', { number: ticket.number })
  return { dialog: { title, card: resolveForm(turn.t, { ticket, ...given }) } }
}

function confirmation(turn: Turn, ticket: Ticket, title: string, quote: string): Reply {
  const paragraphs = [turn.t('comment.done.text', { number: ticket.number }), turn.t('saved.close')]
  return { dialog: { title: ticket.number, card: noticeCard(turn.t, { title, quote, paragraphs }) } }
}

function tooLate(turn: Turn, ticket: Ticket): Reply {
  const title = turn.t('resolve.late', { number: ticket.number })
  return {
    dialog: { title: ticket.number, card: noticeCard(turn.t, { title, paragraphs: [turn.t('resolve.late.text')] }) },
  }
}

function textFaults(error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): WordsKey[] {
  const paths = error.issues.map((issue) => issue.path[0])
  return [
    ...(paths.includes('visibility') ? (['form.fault.visibility'] as const) : []),
    ...(paths.includes('text') ? (['form.fault.text'] as const) : []),
  ]
}
