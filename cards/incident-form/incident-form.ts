import { CATEGORIES, URGENCIES } from '../../services/tickets/ticket.ts'
import { save } from '../actions.ts'
import { asWritten } from '../as-written.ts'
import { type Card, template } from '../render.ts'
import type { Sentences, WordsKey } from '../words.ts'
import json from './incident-form.json' with { type: 'json' }

const fill = template(json)

export interface IncidentValues {
  readonly title: string
  readonly description: string
  readonly urgency: string
  readonly category: string
  readonly requester: string
}

interface Form {
  readonly verb: 'ticket.new' | 'desk.ticket.new'
  /** Made once, when the dialog opens: however often it is sent, it opens one incident. */
  readonly nonce: string
  readonly values: Partial<IncidentValues>
  readonly faults: readonly WordsKey[]
  /** The chat that it comes from, and whose it is. */
  readonly handoff: { readonly id: string; readonly requesterName: string } | undefined
}

/** The dialog « Incident » (S0.31), empty, prefilled, or as it was sent with what is wrong. */
export function incidentForm(t: Sentences, { verb, nonce, values, faults, handoff }: Form): Card {
  const opened = handoff === undefined ? {} : { handoffId: handoff.id }
  return fill({
    lang: t.language,
    summary: t('form.title'),
    about: handoff === undefined ? '' : about(t, verb, handoff.requesterName),
    faults: (faults.length === 0 ? [] : (['form.faults', ...faults] as const)).map((key) => ({ text: t(key) })),
    forColleague: handoff === undefined,
    labels: {
      title: t('form.subject'),
      titleHint: t('form.subject.hint'),
      description: t('form.description'),
      descriptionHint: t('form.description.hint'),
      urgency: t('form.urgency'),
      category: t('form.category'),
      categoryHint: t('form.category.hint'),
      for: t('form.for'),
      forHint: t('form.for.hint'),
      required: t('form.required'),
    },
    urgencies: URGENCIES.map((value) => ({ title: t(`urgency.${value}`), value })),
    categories: CATEGORIES.map((value) => ({ title: t(`category.${value}`), value })),
    values: { title: '', description: '', urgency: 'normal', category: '', requester: '', ...values },
    actions: [save(t('form.save'), verb, { ...opened, nonce } as { handoffId: string; nonce: string })],
  })
}

function about(t: Sentences, verb: Form['verb'], requesterName: string): string {
  return verb === 'ticket.new' ? t('form.with-chat') : t('form.on-behalf', { name: asWritten(requesterName) })
}
