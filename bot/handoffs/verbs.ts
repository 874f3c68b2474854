import { type handoffActions, handoffDialogs } from '../../cards/handoffs/actions.ts'
import { stillHereCard, tooManyChatsCard, unavailableCard } from '../../cards/handoffs/chat.ts'
import { leftHandoffCard } from '../../cards/handoffs/handoff.ts'
import { retryingCard, toTicketCard } from '../../cards/handoffs/undelivered.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { cancelHandoff, endHandoff } from '../../services/handoffs/end.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { requestHandoff } from '../../services/handoffs/request.ts'
import { retryMessage } from '../../services/handoffs/retry.ts'
import { stillThere } from '../../services/handoffs/silence.ts'
import { findOpenHandoff } from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { tell } from '../../services/notices/tell.ts'
import { samePerson } from '../../services/people/person.ts'
import { isOffered, type Option } from '../../services/settings/settings.ts'
import { commentUndelivered, wentToTicket } from '../../services/tickets/comment.ts'
import type { TicketNotice } from '../../services/tickets/jobs.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { cut } from '../../services/words/words.ts'
import { listWorkspaceIds } from '../../services/workspaces/members.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import { notEnabled, opening } from '../menu/present.ts'
import { dialogOn, may, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { handoff, type OwnMessage, offer, ownMessage } from './kinds.ts'
import { accept, keep, openPass, refuse, savePass } from './pass.ts'
import { positionNow, presentChat, presentHandoff } from './present.ts'

export const handoffVerbs = {
  'handoff.request': may('chat.request', requestChat),
  'handoff.cancel': on(handoff, 'chat.own', cancel),
  'handoff.here': on(handoff, 'chat.own', stillHere),
  'handoff.leave': on(handoff, 'chat.own', leave),
  'handoff.incident': on(handoff, 'chat.own', showIncident),
  'handoff.retry': on(ownMessage, 'message.own', retry),
  'handoff.to-ticket': on(ownMessage, 'message.own', toTicket),
  'handoff.view': on(handoff, 'chat.read', showAtDesk),
  'handoff.take': on(handoff, 'chat.take', take),
  'handoff.end': on(handoff, 'chat.work', end),
  'handoff.keep': on(handoff, 'chat.work', keep),
  'offer.accept': on(offer, 'chat.take', accept),
  'offer.refuse': on(offer, 'chat.take', refuse),
} satisfies Verbs<typeof handoffActions>

export const handoffForms = {
  'handoff.pass': dialogOn(handoffDialogs['handoff.pass'], handoff, 'chat.work', { open: openPass, save: savePass }),
} satisfies Forms<typeof handoffDialogs>

/** « Chat avec un analyste »: the menu's own message becomes the waiting card, and stays true. */
async function requestChat(turn: Turn): Promise<Shown> {
  const open = await findOpenHandoff(turn.db, turn.person)
  const offers = (option: Option) => isOffered(turn.settings, turn.actor.permissions, option)
  if (open === undefined && !offers('chat')) return notEnabled(turn, 'chat')
  const { isOpen, opensAt } = opening(turn.settings, turn.now())
  const ways = { incident: offers('incident'), contact: turn.settings.contact }
  if (open === undefined && !isOpen) return { card: unavailableCard(turn.t, ways, { opensAt }), came: 'nothing' }
  // They may have been taken out since the activity came: taken anew, it finds where they are now.
  const { db, person, workspace } = turn
  if (person.workspaceId !== undefined && !(await listWorkspaceIds(db, person)).includes(workspace.id))
    throw new ServiceDeskError('conflict', 'They do not belong to this workspace any more.')
  const requested = await requestHandoff(turn, turn.workspace, turn.person, turn.card)
  if (requested === undefined) return { card: unavailableCard(turn.t, ways), came: 'nothing' }
  if ('tooMany' in requested) {
    return { card: tooManyChatsCard(turn.t, requested.until, ways), came: 'refused' }
  }
  return await showChat(turn, requested)
}

/** « Ne plus attendre ». Where somebody took it meanwhile, the talk is shown instead. */
async function cancel(turn: Turn, waiting: Handoff): Promise<Shown> {
  return await showChat(turn, await cancelHandoff(turn, waiting))
}

/** « Je suis toujours là ». */
async function stillHere(turn: Turn, talk: Handoff): Promise<Shown> {
  if (talk.state !== 'active') return await showChat(turn, talk)
  await stillThere(turn, talk)
  return { card: stillHereCard(turn.t) }
}

/** « Terminer le chat », by its requester. */
async function leave(turn: Turn, talk: Handoff): Promise<Shown> {
  return await showChat(turn, await endHandoff(turn, talk, 'requester'))
}

/** « Voir l’incident »: below the talk, whose card keeps the way out of it. */
async function showIncident(turn: Turn, talk: Handoff): Promise<Shown> {
  const { ticketId } = talk
  if (ticketId !== undefined)
    await tell<TicketNotice>(turn, { person: turn.person }, { kind: 'ticket-shown', ticketId })
  return await showChat(turn, talk)
}

/** « Réessayer », by who wrote what could not be delivered. */
async function retry(turn: Turn, { handoff: chat, message }: OwnMessage): Promise<Shown> {
  const excerpt = cut(message.words.text, 80)
  if (chat.ticketId !== undefined && (await wentToTicket(turn, message))) {
    return { card: toTicketCard(turn.t, excerpt, (await getTicket(turn.db, chat.ticketId)).number) }
  }
  await retryMessage(turn, chat, message)
  return { card: retryingCard(turn.t, excerpt) }
}

/** « Ajouter à l'incident »: what could not be delivered becomes a comment on the incident of its chat. */
async function toTicket(turn: Turn, { handoff: chat, message }: OwnMessage): Promise<Shown> {
  if (chat.ticketId === undefined) throw new ServiceDeskError('not-found', 'This chat has no incident.')
  const ticket = await getTicket(turn.db, chat.ticketId)
  await commentUndelivered(turn, ticket, turn.person, message)
  return { card: toTicketCard(turn.t, cut(message.words.text, 80), ticket.number) }
}

/** « Prendre »: one winner; everybody else sees whose it is. */
async function take(turn: Turn, waiting: Handoff): Promise<Shown> {
  // It went to another desk since: it is taken there.
  if ((await findDesk(turn.db, waiting.workspaceId, waiting.tier))?.id !== turn.desk?.id)
    return { card: leftHandoffCard(turn.deskT, waiting), came: 'nothing' }
  const taken = await takeHandoff(turn, waiting, turn.person)
  if (taken === undefined) return { say: 'failed.own', came: 'refused' }
  const shown = await showAtDesk(turn, taken)
  return samePerson(taken.analyst, turn.person) ? shown : { ...shown, came: 'nothing' }
}

/** « Terminer le chat », by who took it. */
async function end(turn: Turn, talk: Handoff): Promise<Shown> {
  return await showAtDesk(turn, await endHandoff(turn, talk, 'analyst'))
}

async function showChat({ db, t }: Turn, chat: Handoff): Promise<Shown> {
  return { card: await presentChat(db, t, chat, positionNow(chat)) }
}

/** The card at the desk, with the buttons of who looks at it. */
async function showAtDesk({ db, deskT, person }: Turn, chat: Handoff): Promise<Shown> {
  return { card: await presentHandoff(db, deskT, chat, person) }
}
