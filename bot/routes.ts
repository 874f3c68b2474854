import {
  type ActionData,
  actions,
  type DialogData,
  type DialogVerb,
  dialogs,
  isDialogVerb,
  isVerb,
  type Verb,
} from '../cards/actions.ts'
import { ServiceDeskError } from '../services/errors.ts'
import type { Event } from './activity.ts'
import type { Handler, Reply, Turn } from './handler.ts'
import * as chat from './handlers/chat.ts'
import * as desk from './handlers/desk.ts'
import * as deskTickets from './handlers/desk-tickets.ts'
import * as files from './handlers/files.ts'
import * as handoffs from './handlers/handoffs.ts'
import * as installation from './handlers/installation.ts'
import * as menu from './handlers/menu.ts'
import * as talk from './handlers/talk.ts'
import * as tickets from './handlers/tickets.ts'

/** Every verb of a card and who answers it; a verb without a handler does not compile. */
const onAction: { readonly [V in Verb]: Handler<ActionData<V>> } = {
  'menu.show': menu.showMenu,
  'chat.request': chat.requestChat,
  'chat.here': chat.stillHere,
  'chat.end': chat.endChat,
  'chat.retry': chat.retry,
  'chat.to-ticket': chat.toTicket,
  'ticket.list': tickets.showList,
  'ticket.show': tickets.showTicket,
  'handoff.view': handoffs.viewHandoff,
  'handoff.take': handoffs.take,
  'handoff.end': handoffs.end,
  'desk.ticket.take': deskTickets.takeIncident,
  'file.renew': files.renew,
  'desk.on': desk.goOnDuty,
  'desk.off': desk.goOffDuty,
}

const onDialog: { readonly [V in DialogVerb]: Handler<DialogData<V>> } = {
  'ticket.new': tickets.openForm,
  'ticket.comment': tickets.openCommentForm,
  'desk.ticket.new': handoffs.openForm,
  'desk.ticket.comment': deskTickets.openCommentForm,
  'desk.ticket.resolve': deskTickets.openResolveForm,
}

/** What a dialog sends may be incomplete, and is then shown again: its handler reads it. */
const onSaved: { readonly [V in DialogVerb]: Handler<unknown> } = {
  'ticket.new': tickets.saveForm,
  'ticket.comment': tickets.saveComment,
  'desk.ticket.new': handoffs.saveForm,
  'desk.ticket.comment': deskTickets.saveComment,
  'desk.ticket.resolve': deskTickets.saveResolution,
}

export async function route(turn: Turn, event: Event): Promise<Reply> {
  switch (event.kind) {
    case 'said':
      return await talk.said(turn, event)
    case 'edited':
      return await talk.edited(turn, event)
    case 'deleted':
      return await talk.deleted(turn, event)
    case 'pressed':
      return await pressed(turn, event, event.verb, event.data)
    case 'dialog-opened':
      return await dialogOpened(turn, event, event.verb, event.data)
    case 'dialog-saved':
      if (!isDialogVerb(event.verb)) throw unknown()
      return await onSaved[event.verb](turn, event, event.data)
    case 'installed':
      return await installation.installed(turn, event)
    case 'removed':
      return await installation.removed(turn, event)
  }
}

async function pressed(turn: Turn, event: Event, verb: string, data: unknown): Promise<Reply> {
  if (!isVerb(verb)) throw unknown()
  const parsed = actions[verb].safeParse(data)
  if (!parsed.success) throw unknown()
  return await (onAction[verb] as Handler<unknown>)(turn, event, parsed.data)
}

async function dialogOpened(turn: Turn, event: Event, verb: string, data: unknown): Promise<Reply> {
  if (!isDialogVerb(verb)) throw unknown()
  const parsed = dialogs[verb].safeParse(data)
  if (!parsed.success) throw unknown()
  return await (onDialog[verb] as Handler<unknown>)(turn, event, parsed.data)
}

function unknown(): ServiceDeskError {
  return new ServiceDeskError('invalid', 'A card sent what no card of ours sends.')
}
