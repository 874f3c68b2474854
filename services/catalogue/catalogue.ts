import { z } from 'zod'
import { slugOf } from '../bilingual/bilingual.ts'
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
] as const
export type FieldKind = (typeof FIELD_KINDS)[number]

const MOST_FIELDS = 30
const MOST_TASKS = 20
const MOST_OPTIONS = 60

/** What a form asks. An answer is always text: several choices with commas, a date as 2026-11-27, yes as `true`. */
export const fieldDocument = z.strictObject({
  id: slug,
  kind: z.enum(FIELD_KINDS),
  label: words(200).refine((label) => !/[:[\]*=]/.test(label), 'must have none of : [ ] * ='),
  required: z.boolean().default(false),
  /** Of a choice. What is sent is the option's `optionValue`. */
  options: z
    .array(words(100).refine((option) => !/[;:\]]/.test(option), 'must have none of ; : ]'))
    .max(MOST_OPTIONS)
    .default([]),
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

/** What is incoherent in a catalogue: each part is right, and together they leave a field that nobody can answer. */
export function catalogueFaults(
  items: readonly CatalogueItem[],
): readonly { readonly path: string; readonly reason: string }[] {
  return items.flatMap((item, n) => {
    const at = `catalogue.${n}`
    const isTwice = items.findIndex((other) => other.id === item.id) < n
    return [
      ...(isTwice ? [{ path: `${at}.id`, reason: 'is there twice' }] : []),
      ...item.fields.flatMap((field, m) =>
        fieldFaults(field, item.fields.slice(0, m)).map((reason) => ({ path: `${at}.fields.${m}`, reason })),
      ),
    ]
  })
}

function fieldFaults({ id, kind, options, when }: Field, earlier: readonly Field[]): readonly string[] {
  const isChoice = kind === 'choice' || kind === 'choices'
  const values = options.map(optionValue)
  const on = when && earlier.find((other) => other.id === when.field)
  return [
    ...(earlier.some((other) => other.id === id) ? ['is there twice'] : []),
    ...(isChoice && options.length === 0 ? ['must have options'] : []),
    ...(!isChoice && options.length > 0 ? ['has options, and is no choice'] : []),
    ...(new Set(values).size < values.length || values.includes('') ? ['has options that look the same'] : []),
    ...(when !== undefined && on === undefined ? ['depends on no earlier field'] : []),
    ...(when !== undefined && on !== undefined && !valuesOf(on).includes(when.is)
      ? ['depends on an answer that cannot be given']
      : []),
  ]
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
} as const

/** What is wrong with an answer; `undefined`: nothing. Pure. */
export function answerFault(field: Field, answer: string): FieldFault | undefined {
  const { kind, required, options } = field
  if (answer.trim() === '' || (kind === 'yes-no' && required && answer !== 'true'))
    return required ? 'required' : undefined
  if (kind === 'yes-no') return undefined
  if (kind === 'choice' || kind === 'choices') {
    const values = options.map(optionValue)
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
