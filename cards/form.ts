import json from './form.json' with { type: 'json' }
import { type Card, template } from './render.ts'
import type { Sentences } from './sentences.ts'

const fill = template(json)

interface Form {
  readonly title: string
  /** Shown in the card itself, where no dialog's window says it. */
  readonly heading?: string
  /** What it is for, or what it does. */
  readonly about?: string
  /** What is wrong with what was sent, a sentence each. */
  readonly faults?: readonly string[]
  readonly fields: readonly object[]
  readonly actions: readonly object[]
}

/** The plain dialog of the product: what it does, what is wrong, and its fields. */
export function formCard(t: Sentences, { title, heading = '', about = '', faults = [], fields, actions }: Form): Card {
  return fill({
    lang: t.language,
    summary: title,
    heading,
    about,
    faults: faults.map((text) => ({ text })),
    fields,
    actions,
  })
}

interface Field {
  readonly id: string
  readonly label: string
  readonly value?: string
  readonly hint?: string
}

export interface Choice {
  readonly title: string
  readonly value: string
}

export function textField({ id, label, value = '', hint = '' }: Field, most: number, required = ''): object {
  const must = required === '' ? {} : { isRequired: true, errorMessage: required }
  return { type: 'Input.Text', id, label, placeholder: hint, maxLength: most, value, ...must }
}

/** More choices than this are found by typing. */
export const MOST_AT_A_GLANCE = 12

/** One of several. */
export function choiceField({ id, label, value = '' }: Field, choices: readonly Choice[], required = ''): object {
  const must = required === '' ? {} : { isRequired: true, errorMessage: required }
  const style = choices.length > MOST_AT_A_GLANCE ? 'filtered' : 'compact'
  return { type: 'Input.ChoiceSet', id, label, style, choices, value, ...must }
}

export function choicesField({ id, label, value = '' }: Field, choices: readonly Choice[]): object {
  return { type: 'Input.ChoiceSet', id, label, style: 'expanded', isMultiSelect: true, wrap: true, choices, value }
}

/** People of the organisation, which Teams itself knows. */
export const PEOPLE = 'graph.microsoft.com/users'

/**
 * Found by typing, among what `dataset` names: Teams asks us what it holds for these words, a page searches itself. `known`: what is
 * chosen already.
 */
export function lookupField(
  { id, label, value = '', hint = '' }: Field,
  dataset: string,
  known: readonly Choice[],
): object {
  const data = { type: 'Data.Query', dataset }
  const look = { style: 'filtered', wrap: true, choices: known, 'choices.data': data }
  return { type: 'Input.ChoiceSet', id, label, placeholder: hint, ...look, value }
}

/**
 * People of the organisation, found by Teams itself; what is sent are their object ids, with commas. `known`: who is chosen
 * already, by name.
 */
export function peopleField(
  { id, label, value = '', hint = '' }: Field,
  isMultiSelect: boolean,
  required = '',
  known: readonly Choice[] = [],
): object {
  const must = required === '' ? {} : { isRequired: true, errorMessage: required }
  const data = { type: 'Data.Query', dataset: PEOPLE }
  return {
    type: 'Input.ChoiceSet',
    id,
    label,
    placeholder: hint,
    isMultiSelect,
    choices: known,
    'choices.data': data,
    value,
    ...must,
  }
}
