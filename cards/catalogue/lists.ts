import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { formCard, textField } from '../form.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** What is wrong with lists that were typed; `name`: of the list, or of the form that needs it. */
export type ListFault =
  | { readonly what: 'line'; readonly line: number; readonly text: string }
  | { readonly what: 'entry' | 'used'; readonly name: string }
  | { readonly what: 'long' }

interface ListsForm {
  readonly nonce: string
  readonly version: number
  readonly lists: string
  readonly faults: readonly ListFault[]
}

/** A page sends no more. In characters. */
export const MOST_LISTS_TEXT = 150_000

/** Administration: the lists that questions of several forms refer to. */
export function listsForm(t: Sentences, { nonce, version, lists, faults }: ListsForm): Card {
  const field = textField({ id: 'lists', label: t('catalogue.lists.text'), value: lists }, MOST_LISTS_TEXT * 2)
  return formCard(t, {
    title: t('catalogue.lists'),
    about: t('catalogue.lists.about'),
    faults: faults.map((fault) => faultWords(t, fault)),
    fields: [{ ...field, isMultiline: true }],
    actions: [save(t('settings.check'), 'catalogue.lists', nonce, { version })],
  })
}

function faultWords(t: Sentences, fault: ListFault): string {
  if (fault.what === 'line') return t('catalogue.lists.fault.line', { line: fault.line, text: asWritten(fault.text) })
  if (fault.what === 'long') return t('catalogue.lists.fault.long')
  return t(`catalogue.lists.fault.${fault.what}`, { name: asWritten(fault.name) })
}
