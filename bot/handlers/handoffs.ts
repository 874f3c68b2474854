import { randomUUID } from 'node:crypto'
import { submissions } from '../../cards/actions.ts'
import { incidentForm } from '../../cards/incident-form/incident-form.ts'
import { savedCard } from '../../cards/ticket/ticket.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { endHandoff } from '../../services/handoffs/end.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { findHandoff } from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { openTicket } from '../../services/tickets/open.ts'
import { getTicket } from '../../services/tickets/store.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { presentHandoff } from '../present.ts'
import { adoptThread, deskWords, requireDesk } from './desk.ts'
import { draftFromChat, faultsOf, sentValues } from './forms.ts'

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

async function handoffAtDesk(turn: Turn, event: Event, handoffId: string): Promise<Handoff> {
  const desk = await requireDesk(turn, event)
  const handoff = await findHandoff(turn.db, handoffId)
  if (handoff?.workspaceId !== desk.workspaceId)
    throw new ServiceDeskError('not-found', 'There is no such handoff here.')
  await adoptThread(turn, event, `handoff:${handoff.id}`)
  return handoff
}

function requireTaker({ person }: Turn, handoff: Handoff): void {
  if (handoff.analyst?.objectId !== person.objectId) {
    throw new ServiceDeskError('forbidden', 'Only who took a handoff acts on it.')
  }
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
