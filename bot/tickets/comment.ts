import { randomUUID } from 'node:crypto'
import type { ticketDialogs } from '../../cards/tickets/actions.ts'
import { named } from '../../cards/tickets/named.ts'
import { commentForm, noteForm, reopenForm, resolveForm, type TextForm } from '../../cards/tickets/text-form.ts'
import { notedCard, resolvedCard } from '../../cards/tickets/ticket.ts'
import type { Written } from '../../services/secrets/secret.ts'
import { commentAsAnalyst, commentAsRequester } from '../../services/tickets/comment.ts'
import type { Recorded } from '../../services/tickets/record.ts'
import { reopenTicket } from '../../services/tickets/reopen.ts'
import { resolveTicket } from '../../services/tickets/resolve.ts'
import { isSettled, type Ticket } from '../../services/tickets/ticket.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { keyOf } from './key.ts'
import { tooLate } from './present.ts'

/** « Ajouter un commentaire », by whom the incident concerns. */
export const commentForms = {
  async open(turn: Turn, its: Ticket): Promise<Shown> {
    return comment(turn, { ticket: its, nonce: randomUUID(), text: '', faults: [] })
  },

  async save(
    turn: Turn,
    its: Ticket,
    { nonce, sent }: Saved<(typeof ticketDialogs)['ticket.comment']>,
  ): Promise<Shown> {
    if (!sent.ok) return comment(turn, { ticket: its, nonce, text: sent.values.text, faults: sent.faults })
    const { text } = sent.fields
    const recorded = await commentAsRequester(turn, its, { ...said(turn, text), key: keyOf(turn, nonce) })
    if (recorded !== undefined && 'tooMany' in recorded)
      return { ...comment(turn, { ticket: its, nonce, text, faults: ['share'] }), came: 'refused' }
    if (isOther(recorded, text)) return comment(turn, again(its, text))
    return { dialog: { title: titleOf(turn, its), card: notedCard(turn.t, its, recorded.entry, sent.kinds) } }
  },
}

/** In Teams a dialog takes no files; on a page those of its form go along. */
function said({ person, uploads = [] }: Turn, text: Written) {
  return { author: person, text, attached: uploads }
}

/** « Toujours en panne », by whom the incident concerns. */
export const reopenForms = {
  async open(turn: Turn, its: Ticket): Promise<Shown> {
    if (!isSettled(its)) return tooLate(turn, its, '')
    return reopening(turn, { ticket: its, nonce: randomUUID(), text: '', faults: [] })
  },

  async save(turn: Turn, its: Ticket, { nonce, sent }: Saved<(typeof ticketDialogs)['ticket.reopen']>): Promise<Shown> {
    if (!sent.ok) return reopening(turn, { ticket: its, nonce, text: sent.values.text, faults: sent.faults })
    const { text } = sent.fields
    const recorded = await reopenTicket(turn, its, { ...said(turn, text), key: keyOf(turn, nonce) })
    if (recorded === undefined) return { ...tooLate(turn, its, text), came: 'nothing' }
    if ('tooMany' in recorded)
      return { ...reopening(turn, { ticket: its, nonce, text, faults: ['share'] }), came: 'refused' }
    return { dialog: { title: titleOf(turn, its), card: notedCard(turn.t, its, recorded.entry, sent.kinds) } }
  },
}

/** « Commenter », at the desk: for the requester, or for analysts alone. */
export const noteForms = {
  async open(turn: Turn, its: Ticket): Promise<Shown> {
    return note(turn, { ticket: its, nonce: randomUUID(), text: '', visibility: 'work-note', faults: [] })
  },

  async save(turn: Turn, its: Ticket, { nonce, sent }: Saved<(typeof ticketDialogs)['ticket.note']>): Promise<Shown> {
    if (!sent.ok) return note(turn, { ticket: its, nonce, ...sent.values, faults: sent.faults })
    const { text, visibility } = sent.fields
    const entry = { kind: visibility, author: turn.person, text, key: keyOf(turn, nonce) }
    const recorded = await commentAsAnalyst(turn, its, entry)
    if (isOther(recorded, text) || recorded.entry.kind !== visibility)
      return note(turn, { ...again(its, text), visibility })
    return { dialog: { title: its.number, card: notedCard(turn.t, its, recorded.entry, sent.kinds) } }
  },
}

/** « Résoudre », of the incident as the analyst sees it. */
export const resolveForms = {
  async open(turn: Turn, its: Ticket, { version }: { readonly version: number }): Promise<Shown> {
    if (its.version !== version || isSettled(its)) return tooLate(turn, its, '')
    return resolution(turn, { ticket: its, nonce: randomUUID(), text: '', version, faults: [] })
  },

  async save(
    turn: Turn,
    its: Ticket,
    { opened: { version }, nonce, sent }: Saved<(typeof ticketDialogs)['ticket.resolve']>,
  ): Promise<Shown> {
    if (!sent.ok) return resolution(turn, { ticket: its, nonce, text: sent.values.text, version, faults: sent.faults })
    const { text } = sent.fields
    const recorded = await resolveTicket(turn, { ...its, version }, turn.person, text, keyOf(turn, nonce))
    if (recorded === undefined) return { ...tooLate(turn, its, text), came: 'nothing' }
    return { dialog: { title: its.number, card: resolvedCard(turn.t, its, recorded.entry.text, sent.kinds) } }
  },
}

/** The same nonce had kept another text before: the first answer came too late, and its author changed it meanwhile. */
function isOther(recorded: Recorded | undefined, text: Written): recorded is undefined {
  return recorded === undefined || (!recorded.isNew && recorded.entry.text !== text)
}

function again(its: Ticket, text: string): TextForm {
  return { ticket: its, nonce: randomUUID(), text, faults: ['sent-before'] }
}

function comment(turn: Turn, form: TextForm): Shown {
  return { dialog: { title: titleOf(turn, form.ticket), card: commentForm(turn.t, form) } }
}

function note(turn: Turn, form: TextForm & { readonly visibility: string }): Shown {
  return { dialog: { title: titleOf(turn, form.ticket), card: noteForm(turn.t, form) } }
}

function resolution(turn: Turn, form: TextForm & { readonly version: number }): Shown {
  const title = turn.t('resolve.title', { number: form.ticket.number })
  return { dialog: { title, card: resolveForm(turn.t, form) } }
}

function reopening(turn: Turn, form: TextForm): Shown {
  return { dialog: { title: turn.t('ticket.reopen.save', named(form.ticket)), card: reopenForm(turn.t, form) } }
}

function titleOf({ t }: Turn, { number }: Ticket): string {
  return t('comment.title', { number })
}
