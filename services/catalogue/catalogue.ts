import { z } from 'zod'
import { folded, inLanguage, slugOf } from '../bilingual/bilingual.ts'
import type { Language } from '../people/person.ts'
import { TICKET_KINDS } from '../tickets/ticket.ts'

/** « French | English », or the same in both. */
const words = (most: number) => z.string().trim().min(1).max(most).refine(isOneLine, 'must be one line')
const slug = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}-]{0,39}$/u, 'must be letters, digits and hyphens')
  .refine((its) => !(its in Object.prototype), 'must be another word')

export const FIELD_KINDS = [
  'text',
  'long-text',
  'email',
  'number',
  'date',
  'time',
  'yes-no',
  'choice',
  'choices',
  'person',
  'device',
  'reference',
] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

const MOST_FIELDS = 30
const MOST_TASKS = 20
const MOST_OPTIONS = 60
const MOST_ENTRIES = 1_000

/** What is sent is its `choiceValue`. */
const option = words(100).refine((its) => !/[;:\]]/.test(its), 'must have none of ; : ]')

/** What questions of several forms let people choose from, found by typing: sites, cost centres, applications. */
export const listDocument = z.strictObject({
  id: slug,
  name: words(100)
    .refine((name) => !/[:;=]/.test(name), 'must have none of : ; =')
    .refine((name) => folded(name) !== '', 'must have letters'),
  entries: z
    .array(words(100).refine((its) => !its.startsWith('#'), 'must not begin with #'))
    .min(1)
    .max(MOST_ENTRIES)
    .refine((all) => new Set(all.map(entryValue)).size === all.length, 'must name everything once'),
})
export type ReferenceList = z.output<typeof listDocument>

/**
 * What a form asks. An answer is always text: several choices with commas, a date as 2026-11-27, yes as `true`, a device as it is
 * called.
 */
export const fieldDocument = z.strictObject({
  id: slug,
  kind: z.enum(FIELD_KINDS),
  label: words(200).refine((label) => !/[:[\]*=]/.test(label), 'must have none of : [ ] * ='),
  required: z.boolean().default(false),
  /** Of a choice. */
  options: z.array(option).max(MOST_OPTIONS).default([]),
  /** Of a reference: the list that it is chosen from. */
  list: slug.optional(),
  /** With what it begins, as its answer is written: `me` means whoever fills the form, `today` the day on which they do. */
  default: z.string().trim().max(300).refine(isOneLine, 'must be one line').default(''),
  /** It is asked only where an earlier field, a choice or a yes-no, was answered so. */
  when: z.strictObject({ field: slug, is: z.string().trim().min(1).max(100) }).optional(),
})
export type Field = z.output<typeof fieldDocument>

/** Who must approve of what is asked for, before it comes to the desk. */
export const approvalDocument = z
  .strictObject({
    rule: z.enum(['one', 'all']).default('one'),
    /** All of them at the same moment, or one after the other. */
    order: z.enum(['at-once', 'in-order']).default('at-once'),
    approvers: z
      .array(
        z.strictObject({ id: z.guid().transform((its) => its.toLowerCase()), name: z.string().max(1_000).default('') }),
      )
      .max(10)
      .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'must name everybody once')
      .default([]),
    /** The requester's manager too, before all others where it goes one after the other; the directory says who that is. */
    manager: z.boolean().default(false),
    /** How long each may take. */
    days: z.number().int().min(1).max(60).default(7),
  })
  .refine(({ approvers, manager }) => manager || approvers.length > 0, 'must name somebody')
export type ApprovalRule = z.output<typeof approvalDocument>

/** Something that the desk offers: a service request, or a trouble that is reported with its own form (S0.6, S0.7). */
export const itemDocument = z.strictObject({
  id: slug,
  kind: z.enum(TICKET_KINDS),
  name: words(100),
  about: z.string().trim().max(300).refine(isOneLine, 'must be one line').default(''),
  /** It stands before the others. */
  pinned: z.boolean().default(false),
  /** A service of the contract's that the workspace must have for it to be offered; empty: none (S1.12). */
  service: z.string().trim().max(100).default(''),
  /** Whoever has one of these roles is offered it; empty: everybody. */
  roles: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
  fields: z.array(fieldDocument).max(MOST_FIELDS).default([]),
  /** What is done to fulfil it, one after the other. */
  tasks: z.array(words(100)).max(MOST_TASKS).default([]),
  /** `null`: it comes to the desk at once. */
  approval: approvalDocument.nullable().default(null),
})
export type CatalogueItem = z.output<typeof itemDocument>

/** How somebody wants the catalogue shown (S0.8). */
export const VIEWS = ['list', 'tiles'] as const
export type View = (typeof VIEWS)[number]

/** What was filled, by field. */
export type Answers = Readonly<Record<string, string>>

export function optionValue(option: string): string {
  return slugOf(option.split('|')[0] ?? option)
}

/** Of many entries some differ only by a sign, or late: C and C++. */
function entryValue(entry: string): string {
  const name = (entry.split('|')[0] ?? entry).trim()
  const slug = slugOf(name)
  if (/^[\p{L}\p{N} ]+$/u.test(name) && name.length <= 40) return slug
  return `${slug.slice(0, 33)}-${markOf(name.toLowerCase())}`
}

/** FNV-1a, 32 bits: tells apart, and hides nothing. */
function markOf(text: string): string {
  let hash = 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(36)
}

/** What a choice sends: of an option, or of an entry of a list. Pure. */
export function choiceValue({ kind }: Pick<Field, 'kind'>, option: string): string {
  return kind === 'reference' ? entryValue(option) : optionValue(option)
}

/** What is incoherent in a catalogue: each part is right, and together they leave a field that nobody can answer. */
export function catalogueFaults(
  items: readonly CatalogueItem[],
  lists: readonly ReferenceList[],
): readonly { readonly path: string; readonly reason: string }[] {
  const isTwice = (all: readonly { readonly id: string }[], n: number) =>
    all.findIndex(({ id }) => id === all[n]?.id) < n ? ['is there twice'] : []
  return [
    ...lists.flatMap((_list, n) => isTwice(lists, n).map((reason) => ({ path: `lists.${n}.id`, reason }))),
    ...lists.flatMap(({ name }, n) => {
      const isNamedTwice = lists.findIndex((other) => sameName(other.name, name)) < n
      return isNamedTwice ? [{ path: `lists.${n}.name`, reason: 'is the name of another list' }] : []
    }),
    ...items.flatMap((item, n) => {
      const at = `catalogue.${n}`
      return [
        ...isTwice(items, n).map((reason) => ({ path: `${at}.id`, reason })),
        ...item.fields.flatMap((field, m) =>
          fieldFaults(field, item.fields.slice(0, m), lists).map((reason) => ({ path: `${at}.fields.${m}`, reason })),
        ),
      ]
    }),
  ]
}

function fieldFaults(field: Field, earlier: readonly Field[], lists: readonly ReferenceList[]): readonly string[] {
  const { id, kind, options, when, list } = field
  const isChoice = kind === 'choice' || kind === 'choices'
  const isInList = list !== undefined && lists.some((its) => its.id === list)
  const values = options.map(optionValue)
  const on = when && earlier.find((other) => other.id === when.field)
  return [
    ...(earlier.some((other) => other.id === id) ? ['is there twice'] : []),
    ...(isChoice && options.length === 0 ? ['must have options'] : []),
    ...(!isChoice && options.length > 0 ? ['has options, and is no choice'] : []),
    ...(new Set(values).size < values.length || values.includes('') ? ['has options that look the same'] : []),
    ...(kind === 'reference' && !isInList ? ['is chosen from no list'] : []),
    ...(kind !== 'reference' && list !== undefined ? ['has a list, and is no reference'] : []),
    ...(canBegin(field, lists) ? [] : ['begins with what cannot be answered']),
    ...(when !== undefined && on === undefined ? ['depends on no earlier field'] : []),
    ...(when !== undefined && on !== undefined && !valuesOf(on).includes(when.is)
      ? ['depends on an answer that cannot be given']
      : []),
  ]
}

/** Which fields begin with whoever fills the form, or with the day on which they do. */
const MEANT: Partial<Readonly<Record<FieldKind, string>>> = { person: 'me', date: 'today' }

function canBegin(field: Field, lists: readonly ReferenceList[]): boolean {
  if (field.default === '' || field.default === MEANT[field.kind]) return true
  if (field.kind === 'yes-no') return field.default === 'true' || field.default === 'false'
  return answerFault({ ...withEntries(field, lists), required: false }, field.default) === undefined
}

/** What a form begins with; `me`: the object id of whoever fills it, `today`: the day where they are (2026-11-27). Pure. */
export function startingAnswers(
  fields: readonly Field[],
  { me, today, language }: { readonly me: string; readonly today: string; readonly language: Language },
): Answers {
  const meant: Readonly<Record<string, string>> = { me, today }
  const begun = fields.filter((field) => field.default !== '')
  return Object.fromEntries(
    begun.map(({ id, kind, default: its }) => [
      id,
      its === MEANT[kind] ? (meant[its] ?? '') : inLanguage(its, language),
    ]),
  )
}

/** A reference with the entries of its list as its options: from there on it is a choice of many. Pure. */
export function withEntries(field: Field, lists: readonly ReferenceList[]): Field {
  if (field.kind !== 'reference') return field
  return { ...field, options: lists.find(({ id }) => id === field.list)?.entries ?? [] }
}

/** Whether two texts have the same name in French, whatever they are in English. Pure. */
export function sameName(one: string, other: string): boolean {
  return folded(one.split('|')[0] ?? '') === folded(other.split('|')[0] ?? '')
}

/** The answers on which another field may depend; none where it is free. */
function valuesOf({ kind, options }: Field): readonly string[] {
  if (kind === 'yes-no') return ['true', 'false']
  return kind === 'choice' || kind === 'choices' ? options.map(optionValue) : []
}

/** The fields that these answers leave to be asked. Conditions look at earlier fields only, so one walk finds them. Pure. */
export function visibleFields(fields: readonly Field[], answers: Answers): readonly Field[] {
  const asked: Field[] = []
  for (const field of fields) {
    const { when } = field
    const given = asked.some(({ id }) => id === when?.field) ? (answers[when?.field ?? ''] ?? '').split(',') : []
    if (when === undefined || given.includes(when.is)) asked.push(field)
  }
  return asked
}

/**
 * The pages of a form: a field on whose answer others depend ends one, as a card of Teams cannot show what depends on what is
 * just being filled. Pure.
 */
export function pagesOf(fields: readonly Field[]): readonly (readonly Field[])[] {
  const pages: Field[][] = [[]]
  for (const [n, field] of fields.entries()) {
    pages.at(-1)?.push(field)
    const isDecisive = fields.slice(n + 1).some(({ when }) => when?.field === field.id)
    if (isDecisive) pages.push([])
  }
  return pages
}

export type FieldFault = 'required' | 'too-long' | 'email' | 'number' | 'date' | 'time' | 'choice' | 'person'

export const LONGEST = {
  text: 300,
  'long-text': 4_000,
  email: 200,
  number: 40,
  date: 10,
  time: 5,
  person: 1_000,
  device: 300,
} as const

/** What is wrong with an answer; `undefined`: nothing. Pure. */
export function answerFault(field: Field, answer: string): FieldFault | undefined {
  const { kind, required, options } = field
  if (answer.trim() === '' || (kind === 'yes-no' && required && answer !== 'true'))
    return required ? 'required' : undefined
  if (kind === 'yes-no') return undefined
  if (kind === 'choice' || kind === 'choices' || kind === 'reference') {
    const values = options.map((its) => choiceValue(field, its))
    const chosen = answer.split(',')
    return chosen.every((its) => values.includes(its)) && (kind === 'choices' || chosen.length === 1)
      ? undefined
      : 'choice'
  }
  if (answer.length > LONGEST[kind]) return 'too-long'
  if (kind === 'email') return z.email().safeParse(answer.trim()).success ? undefined : 'email'
  if (kind === 'number') return /^-?\d+([.,]\d+)?$/.test(answer.trim()) ? undefined : 'number'
  if (kind === 'date') return z.iso.date().safeParse(answer).success ? undefined : 'date'
  if (kind === 'time') return /^([01]\d|2[0-3]):[0-5]\d$/.test(answer) ? undefined : 'time'
  if (kind === 'person') return z.guid().safeParse(answer).success ? undefined : 'person'
  return undefined
}

function isOneLine(text: string): boolean {
  return !/[\r\n]/.test(text)
}
