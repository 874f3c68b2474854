import { folded, freshSlug, inLanguage } from '../bilingual/bilingual.ts'
import type { Language } from '../people/person.ts'
import { choiceValue, type Field, type FieldKind, type ReferenceList, sameName, withEntries } from './catalogue.ts'

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
    device: 'appareil',
    reference: 'liste',
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
    device: 'device',
    reference: 'list',
  },
}
/** Words that stand for an answer, French and English. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  true: ['oui', 'yes'],
  false: ['non', 'no'],
  me: ['moi', 'me'],
  today: ['aujourd’hui', 'today'],
}

/**
 * A form as an administrator writes it, a field a line: `Salle * : choix : Grande ; Petite = Petite`, where what it begins with
 * stands last, and `Précisez [Salle = Grande] : texte` for what is asked only then. Pure.
 */
export function textOfFields(
  fields: readonly Field[],
  language: Language,
  lists: readonly ReferenceList[] = [],
): string {
  return fields.map((field) => lineOf(field, fields, language, lists)).join('\n')
}

function lineOf(field: Field, fields: readonly Field[], language: Language, lists: readonly ReferenceList[]): string {
  const { label, required, kind, options, when, list } = field
  const on = fields.find(({ id }) => id === when?.field)
  const answer = on && wordFor(on, when?.is ?? '', language)
  const condition =
    on === undefined ? '' : ` [${inLanguage(on.label, language)} = ${inLanguage(answer ?? '', language)}]`
  const from = kind === 'reference' ? [lists.find(({ id }) => id === list)?.name ?? list] : options
  const choices = from.length === 0 ? '' : ` : ${from.join(' ; ')}`
  const values = kind === 'choices' ? field.default.split(',') : [field.default]
  const resolved = withEntries(field, lists)
  const begins =
    field.default === '' ? '' : ` = ${values.map((value) => wordFor(resolved, value, language)).join(' ; ')}`
  return `${label}${required ? ' *' : ''}${condition} : ${KINDS[language][kind]}${choices}${begins}`
}

/** An answer as it is written: an option by its name. */
function wordFor({ kind, options }: Field, value: string, language: Language): string {
  const meant = kind === 'yes-no' || kind === 'person' || kind === 'date' ? MEANT[value] : undefined
  return options.find((its) => choiceValue({ kind }, its) === value) ?? meant?.[language === 'fr' ? 0 : 1] ?? value
}

/** Of a choice with all of its options. */
const LONGEST_LINE = 8_000
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** A no-break space that separates, and is no part of a label. */
const NO_BREAK = /[\u00a0\u202f]([:*])/g
const LINE = /^([^:[\]*]+)(\*)? ?(?:\[([^=\]]+)=([^\]]+)\])? ?(\*)? ?:([^:=]+)(?:([:=])([^\r\u2028\u2029]+))?$/

/** Reads it again; a field whose label was there before keeps its id, so that drafts keep their answers. Pure. */
export function fieldsOfText(
  text: string,
  before: readonly Field[],
  lists: readonly ReferenceList[] = [],
): { readonly fields: readonly Field[] } | { readonly line: number; readonly text: string } {
  const fields: Field[] = []
  for (const [n, raw] of text.split(/\r?\n/).entries()) {
    const written = raw
      .slice(0, LONGEST_LINE)
      .replace(/[ \t]+/g, ' ')
      .replace(NO_BREAK, ' $1')
      .trim()
    if (written === '') continue
    const field = fieldOf(written, fields, before, lists)
    if (field === undefined) return { line: n + 1, text: written }
    fields.push(field)
  }
  return { fields }
}

function fieldOf(
  written: string,
  earlier: readonly Field[],
  before: readonly Field[],
  lists: readonly ReferenceList[],
): Field | undefined {
  const [, rawLabel = '', star, on, answer, lateStar, kindWord = '', sign, rest = ''] = LINE.exec(written) ?? []
  const label = rawLabel.trim()
  const kind = kindOf(kindWord)
  if (label === '' || kind === undefined) return undefined
  const isChoice = kind === 'choice' || kind === 'choices'
  if ((isChoice || kind === 'reference') !== (sign === ':')) return undefined
  const [from, begins] = sign === ':' ? apart(kind, rest, lists) : ['', sign === '=' ? rest.trim() : undefined]
  const options = isChoice ? optionsIn(from) : []
  if (isChoice && options.length === 0) return undefined
  const list = kind === 'reference' ? lists.find(({ name }) => parts(name).includes(folded(from))) : undefined
  if (kind === 'reference' && list === undefined) return undefined
  const when = on === undefined ? undefined : conditionOf(on, answer ?? '', earlier)
  if (on !== undefined && when === undefined) return undefined
  const id =
    before.find((old) => sameName(old.label, label) && !earlier.some(({ id: used }) => used === old.id))?.id ??
    freshSlug(label, 'champ', [...earlier, ...before])
  const field: Field = {
    id,
    kind,
    label,
    required: (star ?? lateStar) !== undefined,
    options: [...options],
    default: '',
    ...(list === undefined ? {} : { list: list.id }),
    ...(when === undefined ? {} : { when }),
  }
  if (begins === undefined) return field
  const values = (kind === 'choices' ? begins.split(';') : [begins]).map((word) =>
    valueFor(withEntries(field, lists), word.trim()),
  )
  return values.includes(undefined) ? undefined : { ...field, default: values.join(',') }
}

/** So many are tried. */
const MOST_SIGNS = 20

/**
 * What stands before the sign of equality that says what a choice begins with, and what after it: the last one that is followed by
 * something that can be chosen, as options may have such signs themselves.
 */
function apart(
  kind: FieldKind,
  rest: string,
  lists: readonly ReferenceList[],
): readonly [from: string, begins: string | undefined] {
  let tries = MOST_SIGNS
  for (let at = rest.lastIndexOf('='); at > 0 && tries > 0; at = rest.lastIndexOf('=', at - 1)) {
    tries -= 1
    const [from, begins] = [rest.slice(0, at).trim(), rest.slice(at + 1).trim()]
    const list = lists.find(({ name }) => parts(name).includes(folded(from)))
    const options = kind === 'reference' ? (list?.entries ?? []) : optionsIn(from)
    const words = kind === 'choices' ? optionsIn(begins) : [begins]
    if (words.length > 0 && words.every((word) => valueFor({ kind, options }, word) !== undefined))
      return [from, begins]
  }
  return [rest.trim(), undefined]
}

function optionsIn(text: string): readonly string[] {
  return text
    .split(';')
    .map((option) => option.trim())
    .filter((option) => option !== '')
}

/** The answer that a word means; `undefined`: it is no answer to this. */
function valueFor(
  { kind, options }: Pick<Field, 'kind'> & { readonly options: readonly string[] },
  word: string,
): string | undefined {
  const option = options.find((its) => parts(its).includes(folded(word)))
  if (kind === 'choice' || kind === 'choices' || kind === 'reference') return option && choiceValue({ kind }, option)
  const meant = (values: readonly string[]) =>
    values.find((value) => MEANT[value]?.some((its) => folded(its) === folded(word)))
  if (kind === 'yes-no') return meant(['true', 'false'])
  if (kind === 'person') return meant(['me']) ?? (GUID.test(word) ? word.toLowerCase() : undefined)
  return (kind === 'date' ? meant(['today']) : undefined) ?? word
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
  const is = field.kind === 'yes-no' || field.options.length > 0 ? valueFor(field, answer) : undefined
  return is === undefined ? undefined : { field: field.id, is }
}

function parts(text: string): readonly string[] {
  return [folded(text), ...text.split('|').map(folded)]
}

/** Lists as an administrator writes them: each begins with `# Sites`, and has an entry a line. Pure. */
export function textOfLists(lists: readonly ReferenceList[]): string {
  return lists.map(({ name, entries }) => [`# ${name}`, ...entries].join('\n')).join('\n\n')
}

/** Reads them again, as a document; a list whose name was there before keeps its id. `line`: an entry of no list. Pure. */
export function listsOfText(
  text: string,
  before: readonly ReferenceList[],
): { readonly lists: readonly ReferenceList[] } | { readonly line: number; readonly text: string } {
  const lists: { readonly id: string; readonly name: string; readonly entries: string[] }[] = []
  for (const [n, raw] of text.split(/\r?\n/).entries()) {
    const written = raw.replace(/\s+/g, ' ').trim()
    if (written === '') continue
    const name = /^# ?(.+)$/.exec(written)?.[1]
    if (name === undefined) {
      const [last] = lists.slice(-1)
      if (last === undefined) return { line: n + 1, text: written }
      last.entries.push(written)
    } else {
      const isFree = (id: string) => !lists.some((its) => its.id === id)
      const known = before.find((old) => sameName(old.name, name) && isFree(old.id))
      lists.push({ id: known?.id ?? freshSlug(name, 'liste', [...lists, ...before]), name, entries: [] })
    }
  }
  return { lists }
}
