import { type Category, IMPACTS, URGENCIES } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { type Card, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { categoryName } from './category.ts'
import json from './incident-form.json' with { type: 'json' }

const fill = template(json)

export interface IncidentValues {
  readonly title: string
  readonly description: string
  readonly urgency: string
  readonly impact: string
  readonly category: string
  readonly requester: string
  readonly confidential: string
}

/** What may be wrong with an incident: a field, whom it is for, or that its author has used up their share. */
export type IncidentFault = keyof IncidentValues | 'not-member' | 'share'

export interface IncidentForm {
  /** Made once, when the dialog opens: however often it is sent, it opens one incident. */
  readonly nonce: string
  readonly values: Partial<IncidentValues>
  readonly faults: readonly IncidentFault[]
  /** Those of the workspace. */
  readonly categories: readonly Category[]
  /** Whose it is: one's own or a colleague's, or that of the chat it comes from. */
  readonly from:
    | { readonly verb: 'ticket.open'; readonly offersConfidential: boolean }
    | { readonly verb: 'ticket.from-chat'; readonly handoffId: string }
    | { readonly verb: 'ticket.for-requester'; readonly handoffId: string; readonly requesterName: string }
}

/** The dialog « Incident » (S0.31), empty, prefilled, or as it was sent with what is wrong. */
export function incidentForm(t: Sentences, { nonce, values, faults, categories, from }: IncidentForm): Card {
  return fill({
    lang: t.language,
    summary: t('form.title'),
    about: about(t, from),
    faults: faultLines(t, faults),
    forColleague: from.verb === 'ticket.open',
    offersConfidential: from.verb === 'ticket.open' && from.offersConfidential,
    labels: {
      title: t('form.subject'),
      titleHint: t('form.subject.hint'),
      description: t('form.description'),
      descriptionHint: t('form.description.hint'),
      urgency: t('form.urgency'),
      impact: t('form.impact'),
      category: t('form.category'),
      categoryHint: t('form.category.hint'),
      for: t('form.for'),
      forHint: t('form.for.hint'),
      confidential: t('form.confidential'),
      confidentialHint: t('form.confidential.hint'),
      required: t('form.required'),
    },
    urgencies: URGENCIES.map((value) => ({ title: t(`urgency.${value}`), value })),
    impacts: IMPACTS.map((value) => ({ title: t(`impact.${value}`), value })),
    offersCategory: categories.length > 0,
    categories: categories.map((value) => ({ title: asWritten(categoryName(t, value)), value })),
    values: {
      title: '',
      description: '',
      category: '',
      requester: '',
      confidential: 'false',
      ...values,
      urgency: values.urgency || 'normal',
      impact: values.impact || 'one',
    },
    actions: [saving(t, nonce, from)],
  })
}

function faultLines(t: Sentences, faults: readonly IncidentFault[]) {
  const isField = faults.some((fault) => fault !== 'share')
  const lines = faults.map((fault) => t(`form.fault.${fault}`))
  return [...(isField ? [t('form.faults')] : []), ...lines].map((text) => ({ text }))
}

function saving(t: Sentences, nonce: string, from: IncidentForm['from']): object {
  if (from.verb === 'ticket.open') return save(t('form.save'), from.verb, nonce, {})
  return save(t('form.save'), from.verb, nonce, { handoffId: from.handoffId })
}

function about(t: Sentences, from: IncidentForm['from']): string {
  if (from.verb === 'ticket.open') return ''
  return from.verb === 'ticket.from-chat'
    ? t('form.with-chat')
    : t('form.on-behalf', { name: asWritten(from.requesterName) })
}
