import { z } from 'zod'
import { maskSecrets } from '../services/secrets/secret.ts'
import { CATEGORIES, URGENCIES } from '../services/tickets/ticket.ts'

const id = z.uuid()
const nonce = z.uuid()
/** Secrets are covered before anybody keeps them. */
const masked = (value: string) => maskSecrets(value).text
const text = z.string().trim().min(1).max(4000).transform(masked)

/** Every verb that a card's button sends, with what it carries. What comes back is a client's word: it is parsed here and checked again. */
export const actions = {
  'menu.show': z.object({}),
  'chat.request': z.object({}),
  'chat.here': z.object({ handoffId: id }),
  'chat.end': z.object({ handoffId: id }),
  'chat.retry': z.object({ handoffId: id, activityId: z.string().min(1).max(200) }),
  'chat.to-ticket': z.object({ handoffId: id, activityId: z.string().min(1).max(200) }),
  'ticket.list': z.object({ page: z.number().int().min(0).max(1000) }),
  'ticket.show': z.object({ ticketId: id }),
  'handoff.view': z.object({ handoffId: id }),
  'handoff.take': z.object({ handoffId: id }),
  'handoff.end': z.object({ handoffId: id }),
  'desk.ticket.take': z.object({ ticketId: id, version: z.number().int() }),
  'file.renew': z.object({ fileId: id }),
  'desk.on': z.object({ deskId: id }),
  'desk.off': z.object({ deskId: id }),
} as const

/** Every dialog, with what the button that opens it carries. */
export const dialogs = {
  'ticket.new': z.object({ handoffId: id.optional() }),
  'ticket.comment': z.object({ ticketId: id }),
  'desk.ticket.new': z.object({ handoffId: id }),
  'desk.ticket.comment': z.object({ ticketId: id }),
  'desk.ticket.resolve': z.object({ ticketId: id, version: z.number().int() }),
} as const

const incidentFields = {
  title: z.string().trim().min(1).max(100).transform(masked),
  description: text,
  urgency: z.enum(URGENCIES),
  category: z.enum(CATEGORIES).or(z.literal('')).optional(),
  requester: z.guid().or(z.literal('')).optional(),
}

/** What each dialog sends when it is saved: what opened it, the nonce that makes it happen once, and the fields. */
export const submissions = {
  'ticket.new': dialogs['ticket.new'].extend({ nonce, ...incidentFields }),
  'ticket.comment': dialogs['ticket.comment'].extend({ nonce, text }),
  'desk.ticket.new': dialogs['desk.ticket.new'].extend({ nonce, ...incidentFields }),
  'desk.ticket.comment': dialogs['desk.ticket.comment'].extend({
    nonce,
    text,
    visibility: z.enum(['comment', 'work-note']),
  }),
  'desk.ticket.resolve': dialogs['desk.ticket.resolve'].extend({ nonce, text }),
} as const

export type Verb = keyof typeof actions
export type DialogVerb = keyof typeof dialogs
export type ActionData<V extends Verb> = z.infer<(typeof actions)[V]>
export type DialogData<V extends DialogVerb> = z.infer<(typeof dialogs)[V]>

type Style = 'positive' | 'destructive'

/** A button that acts at once. Clients too old for `Action.Execute` send the same as a message. */
export function execute<V extends Verb>(title: string, verb: V, data: ActionData<V>, style?: Style): object {
  const look = { title, ...(style === undefined ? {} : { style }) }
  const fallback = { type: 'Action.Submit', ...look, data: { ...data, verb } }
  return { type: 'Action.Execute', ...look, verb, data, fallback }
}

/** A button that opens a dialog. */
export function openDialog<V extends DialogVerb>(title: string, verb: V, data: DialogData<V>, style?: Style): object {
  const look = { title, ...(style === undefined ? {} : { style }) }
  return { type: 'Action.Submit', ...look, data: { ...data, verb, msteams: { type: 'task/fetch' } } }
}

/** The button that saves a dialog. */
export function save<V extends DialogVerb>(
  title: string,
  verb: V,
  data: DialogData<V> & { readonly nonce: string },
): object {
  return { type: 'Action.Submit', title, style: 'positive', data: { ...data, verb } }
}

export function isVerb(verb: string): verb is Verb {
  return Object.hasOwn(actions, verb)
}

export function isDialogVerb(verb: string): verb is DialogVerb {
  return Object.hasOwn(dialogs, verb)
}
