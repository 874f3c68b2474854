import type { Handoff } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { choiceField, formCard } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { categoryName } from '../tickets/category.ts'

/** « Classer ce chat », by who led it. */
export function classifyForm(
  t: Sentences,
  nonce: string,
  { id: handoffId, requester, category = '' }: Pick<Handoff, 'id' | 'requester' | 'category'>,
  categories: readonly string[],
  isFaulty: boolean,
): Card {
  const choices = categories.map((value) => ({ title: asWritten(categoryName(t, value)), value }))
  return formCard(t, {
    title: t('classify.title'),
    about: t('classify.about', { name: asWritten(requester.name) }),
    faults: isFaulty ? [t('classify.fault')] : [],
    fields: [choiceField({ id: 'category', label: t('form.category'), value: category }, choices, t('form.required'))],
    actions: [save(t('classify.save'), 'handoff.classify', nonce, { handoffId })],
  })
}

/** What the dialog shows once it is kept. */
export function classifiedCard(t: Sentences, category: string): Card {
  const name = asWritten(categoryName(t, category))
  return plainCard(t, { title: t('classify.done', { category: name }), paragraphs: [t('saved.close')] })
}
