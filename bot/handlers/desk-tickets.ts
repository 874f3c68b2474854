import { randomUUID } from 'node:crypto'
import { submissions } from '../../cards/actions.ts'
import { deskCommentForm, resolveForm } from '../../cards/text-form/text-form.ts'
import { lateCard, notedCard, resolvedCard } from '../../cards/ticket/ticket.ts'
import type { WordsKey } from '../../cards/words.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { commentAsAnalyst } from '../../services/tickets/comment.ts'
import { resolveTicket } from '../../services/tickets/resolve.ts'
import { findTicket } from '../../services/tickets/store.ts'
import { takeTicket } from '../../services/tickets/take.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { presentDeskTicket } from '../present.ts'
import { adoptThread, deskWords, requireDesk } from './desk.ts'
import { sentText } from './forms.ts'

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
  return {
    dialog: {
      title: ticket.number,
      card: notedCard(turn.t, ticket, sent.data.visibility, turn.person.name, entry.text),
    },
  }
}

export async function openResolveForm(
  turn: Turn,
  event: Event,
  { ticketId, version }: { readonly ticketId: string; readonly version: number },
): Promise<Reply> {
  const ticket = await ticketAtDesk(turn, event, ticketId)
  if (ticket.version !== version || isSettled(ticket)) return tooLate(turn, ticket, '')
  return resolution(turn, ticket, { nonce: randomUUID(), text: '', version, faults: [] })
}

export async function saveResolution(turn: Turn, event: Event, data: unknown): Promise<Reply> {
  const { ticketId, nonce, text, version } = sentText(data)
  const ticket = await ticketAtDesk(turn, event, ticketId)
  const sent = submissions['desk.ticket.resolve'].safeParse(data)
  if (!sent.success) return resolution(turn, ticket, { nonce, text, version, faults: textFaults(sent.error) })
  const key = `${turn.person.objectId}:${nonce}`
  const done = await resolveTicket(turn, { ...ticket, version: sent.data.version }, turn.person, sent.data.text, key)
  if (!done) return tooLate(turn, ticket, sent.data.text)
  return { dialog: { title: ticket.number, card: resolvedCard(turn.t, ticket, sent.data.text) } }
}

async function ticketAtDesk(turn: Turn, event: Event, ticketId: string): Promise<Ticket> {
  const desk = await requireDesk(turn, event)
  const ticket = await findTicket(turn.db, ticketId)
  if (ticket?.workspaceId !== desk.workspaceId) throw new ServiceDeskError('not-found', 'There is no such ticket here.')
  await adoptThread(turn, event, `ticket:${ticket.id}`)
  return ticket
}

function comment(turn: Turn, ticket: Ticket, given: Omit<Parameters<typeof deskCommentForm>[1], 'ticket'>): Reply {
  const title = turn.t('comment.title', { number: ticket.number })
  return { dialog: { title, card: deskCommentForm(turn.t, { ticket, ...given }) } }
}

function resolution(turn: Turn, ticket: Ticket, given: Omit<Parameters<typeof resolveForm>[1], 'ticket'>): Reply {
  const title = turn.t('resolve.title', { number: ticket.number })
  return { dialog: { title, card: resolveForm(turn.t, { ticket, ...given }) } }
}

/** A colleague was faster: what was typed is shown again, so that it is not lost. */
function tooLate(turn: Turn, ticket: Ticket, text: string): Reply {
  return { dialog: { title: ticket.number, card: lateCard(turn.t, ticket, text) } }
}

function textFaults(error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): WordsKey[] {
  const paths = error.issues.map((issue) => issue.path[0])
  return [
    ...(paths.includes('visibility') ? (['form.fault.visibility'] as const) : []),
    ...(paths.includes('text') ? (['form.fault.text'] as const) : []),
  ]
}
