import { inLanguage } from '../../services/bilingual/bilingual.ts'
import {
  type Answers,
  type CatalogueItem,
  choiceValue,
  type Field,
  type FieldFault,
  LONGEST,
} from '../../services/catalogue/catalogue.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { FREE } from '../fields.ts'
import { type Choice, formCard, lookupField, MOST_AT_A_GLANCE, peopleField } from '../form.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

export function inputOf({ id }: Pick<Field, 'id'>): string {
  return `${FREE}${id}`
}

export interface CatalogueForm {
  readonly item: CatalogueItem
  readonly nonce: string
  /** Which page of the form, from 0, of its fields: those that the answers so far leave to be asked. */
  readonly page: number
  readonly fields: readonly Field[]
  readonly answers: Answers
  /** Those who are among the answers, by name. */
  readonly people: ReadonlyMap<string, string>
  readonly faults: readonly (readonly [field: Field, fault: FieldFault])[]
  /** Why it went no further, where it is no field's fault. */
  readonly problem?: 'form.fault.share' | 'request.own-approver' | 'draft.too-many'
  /** It is among their drafts. */
  readonly isKept: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
  /** What the form asks no more, and newly asks, since the draft was left. */
  readonly changed: { readonly gone: readonly string[]; readonly added: readonly string[] }
}

/** A page of an item's form. Nothing in it is mandatory to a client: a draft may be kept at any moment. */
export function catalogueForm(t: Sentences, form: CatalogueForm): Card {
  const { item, nonce, isKept, page, fields, answers, people, faults, problem, isFirst, isLast, changed } = form
  const about = asWritten(inLanguage(item.about, t.language))
  const list = (labels: readonly string[]) => asWritten(labels.join(', '))
  const lines = [
    ...(changed.gone.length === 0 ? [] : [t('request.gone', { labels: list(changed.gone) })]),
    ...(changed.added.length === 0 ? [] : [t('request.added', { labels: list(changed.added) })]),
    ...(problem === undefined ? [] : [t(problem)]),
    ...faults.map(([field, fault]) =>
      t('request.fault', { label: asWritten(inLanguage(field.label, t.language)), fault: t(`request.fault.${fault}`) }),
    ),
  ]
  const asked = fields.map(({ id }) => id).join(',')
  const kept = isKept ? { draftId: nonce } : {}
  const button = (title: string, step: 'next' | 'send' | 'back' | 'keep', isMain: boolean) => {
    const data = { itemId: item.id, ...kept, page, step, asked }
    return { ...save(title, 'request.make', nonce, data), style: isMain ? 'positive' : 'default' }
  }
  return formCard(t, {
    title: inLanguage(item.name, t.language),
    about: about || t(item.kind === 'incident' ? 'request.about.incident' : 'request.about'),
    faults: lines,
    fields: fields.map((field) => inputFor(t, item, field, answers[field.id] ?? '', people)),
    actions: [
      isLast ? button(t('request.send'), 'send', true) : button(t('request.next'), 'next', true),
      button(t('request.keep'), 'keep', false),
      ...(isFirst ? [] : [button(t('request.back'), 'back', false)]),
    ],
  })
}

/** What a field is looked up in; its words are found by `searchField`. */
export function datasetOf({ id }: Pick<CatalogueItem, 'id'>, field: Pick<Field, 'id'>): string {
  return `${id}/${field.id}`
}

function inputFor(
  t: Sentences,
  item: CatalogueItem,
  field: Field,
  value: string,
  people: ReadonlyMap<string, string>,
): object {
  const { kind, required } = field
  const id = inputOf(field)
  const words = inLanguage(field.label, t.language)
  const label = required ? words : t('request.optional', { label: words })
  if (kind === 'date') return { type: 'Input.Date', id, label, value }
  if (kind === 'time') return { type: 'Input.Time', id, label, value }
  if (kind === 'number')
    return { type: 'Input.Number', id, label, ...(value === '' ? {} : { value: Number(value.replace(',', '.')) }) }
  if (kind === 'yes-no')
    return {
      type: 'Input.Toggle',
      id,
      label,
      title: t('request.yes'),
      wrap: true,
      value: value === 'true' ? 'true' : 'false',
    }
  if (kind === 'person') {
    const known = value === '' ? [] : [{ value, title: asWritten(people.get(value) || value) }]
    return peopleField({ id, label, value, hint: t('request.person') }, false, '', known)
  }
  if (kind === 'device') {
    const known = value === '' ? [] : [{ value, title: asWritten(value) }]
    return lookupField({ id, label, value, hint: t('request.device') }, datasetOf(item, field), known)
  }
  if (kind === 'reference' && field.options.length > MOST_AT_A_GLANCE) {
    const known = field.options.filter((its) => choiceValue(field, its) === value).map((its) => choiceOf(t, field, its))
    return lookupField({ id, label, value, hint: t('request.list') }, datasetOf(item, field), known)
  }
  if (kind === 'choice' || kind === 'choices' || kind === 'reference') {
    const choices = field.options.map((option) => choiceOf(t, field, option))
    const style = kind === 'choices' || choices.length <= 6 ? 'expanded' : 'compact'
    const many = kind === 'choices' ? { isMultiSelect: true } : {}
    return { type: 'Input.ChoiceSet', id, label, style, wrap: true, choices, value, ...many }
  }
  const isMultiline = kind === 'long-text' ? { isMultiline: true } : {}
  const style = kind === 'email' ? { style: 'Email' } : {}
  return { type: 'Input.Text', id, label, maxLength: LONGEST[kind], value, ...isMultiline, ...style }
}

/** An option, or an entry of a list, as a card shows it. */
export function choiceOf(t: Sentences, field: Pick<Field, 'kind'>, option: string): Choice {
  return { title: asWritten(inLanguage(option, t.language)), value: choiceValue(field, option) }
}
