import type { Ticket } from '../../services/tickets/ticket.ts'
import { save } from '../actions.ts'
import { inRun } from '../as-written.ts'
import { type Card, template } from '../render.ts'
import type { Sentences, WordsKey } from '../words.ts'
import json from './text-form.json' with { type: 'json' }

const fill = template(json)

interface Form {
  readonly ticket: Ticket
  readonly nonce: string
  readonly text: string
  readonly faults: readonly WordsKey[]
}

/** The requester adds to their incident. */
export function commentForm(t: Sentences, form: Form): Card {
  const data = { ticketId: form.ticket.id, nonce: form.nonce }
  return textForm(t, form, t('comment.text'), save(t('form.save'), 'ticket.comment', data))
}

/** An analyst adds to an incident: for the requester, or for analysts alone. The careful choice is the default. */
export function deskCommentForm(t: Sentences, form: Form & { readonly visibility: string }): Card {
  const data = { ticketId: form.ticket.id, nonce: form.nonce }
  return textForm(
    t,
    form,
    t('comment.text.analyst'),
    save(t('form.save'), 'desk.ticket.comment', data),
    form.visibility,
  )
}

/** An analyst says how the trouble was solved, of the incident as they see it. */
export function resolveForm(t: Sentences, form: Form & { readonly version: number }): Card {
  const data = { ticketId: form.ticket.id, version: form.version, nonce: form.nonce }
  return textForm(t, form, t('resolve.text'), save(t('ticket.resolve'), 'desk.ticket.resolve', data))
}

function textForm(
  t: Sentences,
  { ticket, text, faults }: Form,
  label: string,
  action: object,
  visibility?: string,
): Card {
  return fill({
    lang: t.language,
    summary: label,
    title: `${ticket.number}  ${inRun(ticket.title)}`,
    faults: faults.map((key) => ({ text: t(key) })),
    askVisibility: visibility !== undefined,
    labels: { visibility: t('comment.visibility'), text: label, required: t('form.required') },
    visibilities: (['work-note', 'comment'] as const).map((value) => ({
      title: t(`comment.visibility.${value}`),
      value,
    })),
    values: { text, visibility: visibility ?? '' },
    actions: [action],
  })
}
