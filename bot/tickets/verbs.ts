import type { ActionData } from '../../cards/actions.ts'
import { type ticketActions, ticketDialogs } from '../../cards/tickets/actions.ts'
import { ticketListCard } from '../../cards/tickets/ticket-list.ts'
import { listAwaiting } from '../../services/approvals/store.ts'
import { samePerson } from '../../services/people/person.ts'
import { isOffered } from '../../services/settings/settings.ts'
import { confirmTicket } from '../../services/tickets/reopen.ts'
import { stepTicket } from '../../services/tickets/step.ts'
import { getTicket, listTickets } from '../../services/tickets/store.ts'
import { takeTicket } from '../../services/tickets/take.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import { listOwnWorkspaces } from '../../services/workspaces/members.ts'
import { handoff } from '../handoffs/kinds.ts'
import { viewerOf } from '../lookups/present.ts'
import { notEnabled } from '../menu/present.ts'
import { dialogFor, dialogOn, look, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { announced, announceForms, followIt, unfollowIt } from './announce.ts'
import { changedTickets, changeTicked, manyTickets, undoTicked } from './bulk.ts'
import { changeForms, withdrawForms } from './change.ts'
import { commentForms, noteForms, reopenForms, resolveForms } from './comment.ts'
import { ticket } from './kinds.ts'
import { forRequesterForms, fromChatForms, openForms } from './open.ts'
import { passForms } from './pass.ts'
import { presentConfidential, presentDeskTicket, presentTicket } from './present.ts'

export const ticketVerbs = {
  'ticket.list': look('ticket.list', showList),
  'ticket.show': on(ticket, 'ticket.read', show),
  'ticket.confirm': on(ticket, 'ticket.read', confirm),
  'ticket.take': on(ticket, 'ticket.work', take),
  'ticket.step': on(ticket, 'ticket.work', step),
  'ticket.follow': on(announced, 'ticket.follow', followIt),
  'ticket.unfollow': on(announced, 'ticket.follow', unfollowIt),
  'ticket.bulk': on(manyTickets, 'ticket.work', changeTicked),
  'ticket.bulk-undo': on(changedTickets, 'ticket.work', undoTicked),
  'ticket.history': on(ticket, 'ticket.work', showHistory),
} satisfies Verbs<typeof ticketActions>

export const ticketForms = {
  'ticket.open': dialogFor(ticketDialogs['ticket.open'], 'ticket.open', openForms),
  'ticket.from-chat': dialogOn(ticketDialogs['ticket.from-chat'], handoff, 'chat.own', fromChatForms),
  'ticket.for-requester': dialogOn(ticketDialogs['ticket.for-requester'], handoff, 'chat.convert', forRequesterForms),
  'ticket.confidential': dialogOn(ticketDialogs['ticket.confidential'], ticket, 'ticket.confidential', {
    open: showConfidential,
    save: showConfidential,
  }),
  'ticket.comment': dialogOn(ticketDialogs['ticket.comment'], ticket, 'ticket.read', commentForms),
  'ticket.reopen': dialogOn(ticketDialogs['ticket.reopen'], ticket, 'ticket.read', reopenForms),
  'ticket.note': dialogOn(ticketDialogs['ticket.note'], ticket, 'ticket.work', noteForms),
  'ticket.pass': dialogOn(ticketDialogs['ticket.pass'], ticket, 'ticket.work', passForms),
  'ticket.change': dialogOn(ticketDialogs['ticket.change'], ticket, 'ticket.work', changeForms),
  'ticket.announce': dialogOn(ticketDialogs['ticket.announce'], ticket, 'ticket.work', announceForms),
  'ticket.withdraw': dialogOn(ticketDialogs['ticket.withdraw'], ticket, 'ticket.withdraw', withdrawForms),
  'ticket.resolve': dialogOn(ticketDialogs['ticket.resolve'], ticket, 'ticket.work', resolveForms),
} satisfies Forms<typeof ticketDialogs>

const PAGE = 8

/** « Ouvrir » a confidential incident: a dialog is shown to nobody but whoever opened it. */
async function showConfidential({ db, t }: Turn, its: Ticket): Promise<Shown> {
  return { dialog: { title: its.number, card: await presentConfidential(db, t, its) } }
}

/** « Vérifier l'état d'un incident » (S0.33). */
async function showList(turn: Turn, { page, everywhere = false }: ActionData<'ticket.list'>): Promise<Shown> {
  const { db, t, person, settings, workspace, actor } = turn
  if (!isOffered(settings, actor.permissions, 'status')) return notEnabled(turn, 'status')
  const all = await listOwnWorkspaces(db, person)
  const ids = everywhere ? all.map(({ id }) => id) : [workspace.id]
  const list = await listTickets(db, person, { workspaceIds: ids, page, size: PAGE })
  return {
    card: ticketListCard(t, {
      list,
      reader: person,
      offersIncident: isOffered(settings, actor.permissions, 'incident'),
      awaiting: await listAwaiting(db, person, ids),
      workspaces: all.length > 1 ? { current: workspace, all, everywhere } : undefined,
    }),
  }
}

async function show({ db, t, person }: Turn, its: Ticket, { page }: ActionData<'ticket.show'>): Promise<Shown> {
  return { card: await presentTicket(db, t, person, its, page) }
}

/** « C’est réglé ». What has changed since is shown instead. */
async function confirm(turn: Turn, its: Ticket): Promise<Shown> {
  const shown = await confirmTicket(turn, its, turn.person)
  const card = await presentTicket(turn.db, turn.t, turn.person, shown)
  return shown.version === its.version ? { card, came: 'nothing' } : { card }
}

/** « Prendre » on an incident; what has changed since is shown instead. */
async function take(turn: Turn, its: Ticket, { version }: ActionData<'ticket.take'>): Promise<Shown> {
  const shown = its.version === version ? await takeTicket(turn, its, turn.person) : its
  const card = await presentDeskTicket(turn, turn.deskT, shown)
  return samePerson(shown.assignee, turn.person) ? { card } : { card, came: 'nothing' }
}

/** « Terminer l’étape », « Rouvrir l’étape »; what has changed since is shown instead. */
async function step(turn: Turn, its: Ticket, { version, ...what }: ActionData<'ticket.step'>): Promise<Shown> {
  const stepped = its.version === version ? await stepTicket(turn, its, turn.person, what) : undefined
  const card = await presentDeskTicket(turn, turn.deskT, stepped ?? (await getTicket(turn.db, its.id)))
  return stepped === undefined ? { card, came: 'nothing' } : { card }
}

async function showHistory(turn: Turn, its: Ticket, { page }: ActionData<'ticket.history'>): Promise<Shown> {
  const { mayLook } = await viewerOf(turn, its.requester)
  return { card: await presentDeskTicket(turn, turn.deskT, its, { page, mayLook }) }
}
