import { inLanguage } from '../bilingual/bilingual.ts'
import type { Language, PersonKey } from '../people/person.ts'
import { DAY_MS } from '../time.ts'
import type { Answers, Field } from './catalogue.ts'

/** What somebody began to ask for: it is kept at each page of its form, and goes on wherever they are (S0.10, F22). */
export interface Draft {
  readonly id: string
  readonly owner: PersonKey
  readonly workspaceId: string
  readonly itemId: string
  readonly answers: Answers
  /** The labels of its form's fields, by id, as they were. */
  readonly form: Readonly<Record<string, string>>
  readonly page: number
  readonly updatedAt: number
}

/** What was attached to it. */
export function draftSubject(draftId: string) {
  return `draft:${draftId}` as const
}

/** Whoever has left one alone for so long is reminded of it, once. */
export const REMIND_AFTER_MS = 3 * DAY_MS
export const KEEP_DRAFTS_MS = 30 * DAY_MS
/** Of one person in one workspace. */
export const MOST_DRAFTS = 50

/** What of a draft its form asks no more, and what it newly asks, by label: the form was changed since. Pure. */
export function changedSince(
  { answers, form }: Pick<Draft, 'answers' | 'form'>,
  fields: readonly Field[],
  language: Language,
): { readonly gone: readonly string[]; readonly added: readonly string[] } {
  const gone = Object.entries(form).filter(
    ([id]) => !fields.some((field) => field.id === id) && (answers[id] ?? '') !== '',
  )
  const added = fields.filter(({ id }) => !Object.hasOwn(form, id))
  return {
    gone: gone.map(([, label]) => inLanguage(label, language)),
    added: added.map(({ label }) => inLanguage(label, language)),
  }
}
