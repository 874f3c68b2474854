import { folded, freshSlug, inLanguage } from '../bilingual/bilingual.ts'
import type { Language } from '../people/person.ts'
import { type Field, type FieldKind, optionValue } from './catalogue.ts'

const KINDS: Readonly<Record<Language, Readonly<Record<FieldKind, string>>>> = {
  fr: {
    text: 'texte',
    'long-text': 'texte long',
    email: 'e-mail',
    number: 'nombre',
    date: 'date',
    time: 'heure',
    'yes-no': 'oui/non',
    choice: 'choix',
    choices: 'choix multiple',
    person: 'personne',
  },
  en: {
    text: 'text',
    'long-text': 'long text',
    email: 'e-mail',
    number: 'number',
    date: 'date',
    time: 'time',
    'yes-no': 'yes/no',
    choice: 'choice',
    choices: 'multiple choice',
    person: 'person',
  },
}
const YES = ['oui', 'yes']
const NO = ['non', 'no']

/**
 * A form as an administrator writes it, a field a line: `Salle * : choix : Grande ; Petite`, and
 * `Précisez [Salle = Grande] : texte` for what is asked only then. Pure.
 */
export function textOfFields(fields: readonly Field[], language: Language): string {
  return fields.map((field) => lineOf(field, fields, language)).join('\n')
}

function lineOf({ label, required, kind, options, when }: Field, fields: readonly Field[], language: Language): string {
  const on = fields.find(({ id }) => id === when?.field)
  const value =
    on?.options.find((option) => optionValue(option) === when?.is) ??
    (when?.is === 'true' ? YES : NO)[language === 'fr' ? 0 : 1]
  const condition =
    on === undefined ? '' : ` [${inLanguage(on.label, language)} = ${inLanguage(value ?? '', language)}]`
  const choices = options.length === 0 ? '' : ` : ${options.join(' ; ')}`
  return `${label}${required ? ' *' : ''}${condition} : ${KINDS[language][kind]}${choices}`
}

/** Of a choice with all of its options. */
const LONGEST_LINE = 8_000
/** A no-break space that separates, and is no part of a label. */
const NO_BREAK = /[\u00a0\u202f]([:*])/g
const LINE = /^([^:[\]*]+)(\*)? ?(?:\[([^=\]]+)=([^\]]+)\])? ?(\*)? ?:([^:]+)(?::(.+))?$/

/** Reads it again; a field whose label was there before keeps its id, so that drafts keep their answers. Pure. */
export function fieldsOfText(
  text: string,
  before: readonly Field[],
): { readonly fields: readonly Field[] } | { readonly line: number; readonly text: string } {
  const fields: Field[] = []
  for (const [n, raw] of text.split(/\r?\n/).entries()) {
    const written = raw
      .slice(0, LONGEST_LINE)
      .replace(/[ \t]+/g, ' ')
      .replace(NO_BREAK, ' $1')
      .trim()
    if (written === '') continue
    const field = fieldOf(written, fields, before)
    if (field === undefined) return { line: n + 1, text: written }
    fields.push(field)
  }
  return { fields }
}

function fieldOf(written: string, earlier: readonly Field[], before: readonly Field[]): Field | undefined {
  const [, rawLabel = '', star, on, answer, lateStar, kindWord = '', choices] = LINE.exec(written) ?? []
  const label = rawLabel.trim()
  const kind = kindOf(kindWord)
  if (label === '' || kind === undefined) return undefined
  const isChoice = kind === 'choice' || kind === 'choices'
  const options = (choices ?? '')
    .split(';')
    .map((option) => option.trim())
    .filter((option) => option !== '')
  if (isChoice !== options.length > 0) return undefined
  const when = on === undefined ? undefined : conditionOf(on, answer ?? '', earlier)
  if (on !== undefined && when === undefined) return undefined
  const id =
    before.find((old) => sameLabel(old.label, label) && !earlier.some(({ id: used }) => used === old.id))?.id ??
    freshSlug(label, 'champ', [...earlier, ...before])
  return {
    id,
    kind,
    label,
    required: (star ?? lateStar) !== undefined,
    options,
    ...(when === undefined ? {} : { when }),
  }
}

function kindOf(word: string): FieldKind | undefined {
  const wanted = folded(word)
  for (const words of Object.values(KINDS)) {
    const found = Object.entries(words).find(([, its]) => folded(its) === wanted)
    if (found !== undefined) return found[0] as FieldKind
  }
  return undefined
}

function conditionOf(on: string, answer: string, earlier: readonly Field[]): Field['when'] {
  const field = earlier.find(({ label }) => parts(label).includes(folded(on)))
  if (field === undefined) return undefined
  const wanted = folded(answer)
  if (field.kind === 'yes-no') {
    const is = YES.includes(wanted) ? 'true' : NO.includes(wanted) ? 'false' : undefined
    return is === undefined ? undefined : { field: field.id, is }
  }
  const option = field.options.find((its) => parts(its).includes(wanted))
  return option === undefined ? undefined : { field: field.id, is: optionValue(option) }
}

function parts(text: string): readonly string[] {
  return [folded(text), ...text.split('|').map(folded)]
}

function sameLabel(one: string, other: string): boolean {
  return folded(one.split('|')[0] ?? '') === folded(other.split('|')[0] ?? '')
}
