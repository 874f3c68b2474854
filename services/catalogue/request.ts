import type { TooMany } from '../access/shares.ts'
import { inLanguage } from '../bilingual/bilingual.ts'
import type { Services } from '../context.ts'
import type { Language, NamedPerson } from '../people/person.ts'
import { namesOf } from '../people/store.ts'
import { maskSecrets, type SecretKind } from '../secrets/secret.ts'
import { openTicket } from '../tickets/open.ts'
import type { Ticket } from '../tickets/ticket.ts'
import { cut } from '../words/words.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { type Answers, type CatalogueItem, type Field, optionValue, visibleFields } from './catalogue.ts'
import { countUse, deleteOwnDraft } from './store.ts'

/** A form that was filled, all of it right. */
export interface Filled {
  readonly item: CatalogueItem
  readonly answers: Answers
  /** The idempotency key of its dialog, which is its draft's id too. */
  readonly id: string
  readonly key: string
}

/** How answers are written. */
interface Style {
  readonly language: Language
  readonly yes: string
  readonly no: string
}

/** What somebody asks for by a form of the catalogue becomes a ticket, once; its draft is there no more. */
export async function makeRequest(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  workspace: Workspace,
  by: NamedPerson,
  { item, answers, id, key }: Filled,
  words: Style,
): Promise<{ readonly ticket: Ticket; readonly kinds: readonly SecretKind[] } | TooMany> {
  const { db } = services
  const masked = maskSecrets(await linesOf(services, by.tenantId, item, answers, words))
  const draft = {
    kind: item.kind,
    title: maskSecrets(cut(inLanguage(item.name, words.language), 100)).text,
    description: masked.text,
    ...({ urgency: 'normal', impact: 'one', category: undefined } as const),
    requester: by,
    opener: by,
  }
  const ticket = await openTicket(services, workspace, draft, key)
  if ('tooMany' in ticket) return ticket
  await countUse(db, workspace.id, item.id)
  await deleteOwnDraft(db, by, id)
  return { ticket, kinds: masked.kinds }
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
  { kind, options }: Field,
  answer: string,
  { language, yes, no }: Style,
  names: ReadonlyMap<string, string>,
): string {
  if (kind === 'yes-no') return answer === 'true' ? yes : no
  if (kind === 'person') return names.get(answer) || answer
  if (kind === 'date')
    return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(answer))
  if (kind !== 'choice' && kind !== 'choices') return answer.trim()
  const chosen = answer.split(',')
  return options
    .filter((option) => chosen.includes(optionValue(option)))
    .map((option) => inLanguage(option, language))
    .join(', ')
}
