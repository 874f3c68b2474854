import type { Ticket } from '../../services/tickets/ticket.ts'
import { inRun } from '../as-written.ts'
import { save } from '../button.ts'
import { type Card, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { named } from './named.ts'
import json from './text-form.json' with { type: 'json' }

const fill = template(json)

/** What may be wrong: a field; a text that was kept before under another wording; a share that is used up. */
export type TextFault = 'text' | 'visibility' | 'sent-before' | 'share'

export interface TextForm {
  readonly ticket: Ticket
  readonly nonce: string
  readonly text: string
  readonly faults: readonly TextFault[]
}

/** The requester adds to their incident. */
export function commentForm(t: Sentences, form: TextForm): Card {
  const action = save(t('form.save'), 'ticket.comment', form.nonce, { ticketId: form.ticket.id })
  return textForm(t, form, t('comment.text'), action)
}

/** Whom it concerns says what is not solved. */
export function reopenForm(t: Sentences, form: TextForm): Card {
  const action = save(t('ticket.reopen.save', named(form.ticket)), 'ticket.reopen', form.nonce, {
    ticketId: form.ticket.id,
  })
  return textForm(t, form, t('ticket.reopen.text'), action)
}

/** Whom it concerns says why it is needed no more. */
export function withdrawForm(t: Sentences, form: TextForm): Card {
  const action = save(t('withdraw.save'), 'ticket.withdraw', form.nonce, { ticketId: form.ticket.id })
  return textForm(t, form, t('withdraw.text', named(form.ticket)), action)
}

/** An analyst adds to an incident: for the requester, or for analysts alone. The careful choice is the default. */
export function noteForm(t: Sentences, form: TextForm & { readonly visibility: string }): Card {
  const action = save(t('form.save'), 'ticket.note', form.nonce, { ticketId: form.ticket.id })
  return textForm(t, form, t('comment.text.analyst'), action, form.visibility || 'work-note')
}

/** An analyst says how the trouble was solved, of the incident as they see it. */
export function resolveForm(t: Sentences, form: TextForm & { readonly version: number }): Card {
  const data = { ticketId: form.ticket.id, version: form.version }
  return textForm(t, form, t('resolve.text'), save(t('ticket.resolve'), 'ticket.resolve', form.nonce, data))
}

function textForm(
  t: Sentences,
  { ticket, text, faults }: TextForm,
  label: string,
  action: object,
  visibility?: string,
): Card {
  return fill({
    lang: t.language,
    summary: label,
    title: `${ticket.number}  ${inRun(ticket.title)}`,
    faults: faults.map((fault) => ({ text: t(`form.fault.${fault}`) })),
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
