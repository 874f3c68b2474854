import { inLanguage } from '../bilingual/bilingual.ts'
import type { Services } from '../context.ts'
import type { Language } from '../people/person.ts'
import { namesOf } from '../people/store.ts'
import { maskSecrets, type SecretKind, type Written } from '../secrets/secret.ts'
import { cut } from '../words/words.ts'
import { type Answers, type CatalogueItem, choiceValue, type Field, visibleFields } from './catalogue.ts'

/** A form that was filled, all of it right. */
export interface Filled {
  readonly item: CatalogueItem
  readonly answers: Answers
  /** The idempotency key of its dialog, which is its draft's id too. */
  readonly id: string
  readonly key: string
}

/** How answers are written. */
export interface Style {
  readonly language: Language
  readonly yes: string
  readonly no: string
}

/** What a form says, as a ticket does; `kinds`: the secrets that were covered in it. */
export interface Worded {
  readonly title: Written
  readonly description: Written
  readonly kinds: readonly SecretKind[]
}

/** What somebody asks for by a form, in words for the desk. */
export async function wordRequest(
  services: Pick<Services, 'db'>,
  tenantId: string,
  { item, answers }: Pick<Filled, 'item' | 'answers'>,
  style: Style,
): Promise<Worded> {
  const { text: description, kinds } = maskSecrets(await linesOf(services, tenantId, item, answers, style))
  const title = maskSecrets(cut(inLanguage(item.name, style.language), 100)).text
  return { title, description, kinds }
}

async function linesOf(
  { db }: Pick<Services, 'db'>,
  tenantId: string,
  { fields, about, name }: CatalogueItem,
  answers: Answers,
  words: Style,
): Promise<string> {
  const asked = visibleFields(fields, answers).filter(({ id }) => (answers[id] ?? '') !== '')
  const people = asked.flatMap(({ id, kind }) => (kind === 'person' ? [answers[id] ?? ''] : []))
  const names = await namesOf(db, tenantId, people)
  const lines = asked.map((field) => {
    const label = inLanguage(field.label, words.language)
    const value = answerIn(field, answers[field.id] ?? '', words, names)
    return field.kind === 'long-text'
      ? `${label}\n${value}`
      : `${label}${words.language === 'fr' ? '\u00a0' : ''}: ${value}`
  })
  return cut(lines.join('\n') || inLanguage(about || name, words.language), 4_000)
}

function answerIn(
  field: Field,
  answer: string,
  { language, yes, no }: Style,
  names: ReadonlyMap<string, string>,
): string {
  const { kind, options } = field
  if (kind === 'yes-no') return answer === 'true' ? yes : no
  if (kind === 'person') return names.get(answer) || answer
  if (kind === 'date')
    return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(answer))
  if (kind !== 'choice' && kind !== 'choices' && kind !== 'reference') return answer.trim()
  const chosen = answer.split(',')
  return options
    .filter((option) => chosen.includes(choiceValue(field, option)))
    .map((option) => inLanguage(option, language))
    .join(', ')
}
