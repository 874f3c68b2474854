import { stillHereCard, unavailableCard } from '../../cards/chat/chat.ts'
import { retryingCard, toTicketCard } from '../../cards/notice/notices.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { endHandoff } from '../../services/handoffs/end.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { requestHandoff } from '../../services/handoffs/request.ts'
import { sayAgain } from '../../services/handoffs/say.ts'
import { stillThere } from '../../services/handoffs/silence.ts'
import { findHandoff, findMessage, getHandoff } from '../../services/handoffs/store.ts'
import { cut, samePerson } from '../../services/people/person.ts'
import { commentUndelivered, wentToTicket } from '../../services/tickets/comment.ts'
import { getTicket } from '../../services/tickets/store.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { presentChat } from '../present.ts'

/** « Chat avec un analyste »: the menu's own message becomes the waiting card, and stays true. */
export async function requestChat(turn: Turn, event: Event): Promise<Reply> {
  if (event.scope !== 'personal') throw new ServiceDeskError('forbidden', 'A chat begins in private.')
  const { serviceUrl, conversationId, cardId } = event
  const waitingCard = cardId === undefined ? undefined : { serviceUrl, conversationId, activityId: cardId }
  const handoff = await requestHandoff(turn, turn.workspace, turn.person, waitingCard)
  if (handoff === undefined) return { card: unavailableCard(turn.t) }
  return { card: await presentChat(turn.db, turn.t, handoff, 'waiting') }
}

/** « Je suis toujours là ». */
export async function stillHere(
  turn: Turn,
  _event: Event,
  { handoffId }: { readonly handoffId: string },
): Promise<Reply> {
  const handoff = await ownHandoff(turn, handoffId)
  if (handoff.state !== 'active') return { card: await presentChat(turn.db, turn.t, handoff, 'talk') }
  await stillThere(turn, handoff)
  return { card: stillHereCard(turn.t) }
}

/** « Terminer le chat », « Ne plus attendre ». */
export async function endChat(
  turn: Turn,
  _event: Event,
  { handoffId }: { readonly handoffId: string },
): Promise<Reply> {
  const ended = await endHandoff(turn, await ownHandoff(turn, handoffId), 'requester')
  return { card: await presentChat(turn.db, turn.t, ended, ended.analyst === undefined ? 'waiting' : 'talk') }
}

/** « Réessayer », by who wrote what could not be delivered. */
export async function retry(
  turn: Turn,
  _event: Event,
  key: { readonly handoffId: string; readonly activityId: string },
): Promise<Reply> {
  const message = await sayAgain(turn, turn.person, key)
  if (message === undefined) throw new ServiceDeskError('not-found', 'This person has no such message.')
  const excerpt = cut(message.words.text, 80)
  const { ticketId } = await getHandoff(turn.db, message.handoffId)
  if (ticketId === undefined || !(await wentToTicket(turn, message))) return { card: retryingCard(turn.t, excerpt) }
  return { card: toTicketCard(turn.t, excerpt, (await getTicket(turn.db, ticketId)).number) }
}

/** « Ajouter à l'incident »: what could not be delivered becomes a comment on the incident of its chat. */
export async function toTicket(
  turn: Turn,
  _event: Event,
  key: { readonly handoffId: string; readonly activityId: string },
): Promise<Reply> {
  const { db, person, t } = turn
  const message = await findMessage(db, { ...key, authorId: person.objectId })
  const { ticketId } = message === undefined ? {} : await getHandoff(db, message.handoffId)
  if (message === undefined || ticketId === undefined) {
    throw new ServiceDeskError('not-found', 'This person has no such message, or its chat no incident.')
  }
  const ticket = await getTicket(db, ticketId)
  await commentUndelivered(turn, ticket, person, message)
  return { card: toTicketCard(t, cut(message.words.text, 80), ticket.number) }
}

/** A chat is its requester's alone; to everybody else it does not exist. */
export async function ownHandoff({ db, person }: Turn, handoffId: string): Promise<Handoff> {
  const handoff = await findHandoff(db, handoffId)
  if (handoff === undefined || !samePerson(handoff.requester, person)) {
    throw new ServiceDeskError('not-found', 'There is no such handoff of this person.')
  }
  return handoff
}
