import type { Json } from './chats.ts'
import type { Account } from './directory.ts'

/** A button of a card, wherever it is in it. */
export interface CardAction {
  readonly title: string
  readonly action: Json
}

export interface CardInput {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly required: boolean
  readonly choices: readonly { readonly title: string; readonly value: string }[]
}

/** Every element of a card in reading order, the card itself first. */
function* elements(node: unknown): Generator<Json> {
  if (Array.isArray(node)) {
    for (const item of node) yield* elements(item)
  } else if (typeof node === 'object' && node !== null) {
    const element = node as Json
    yield element
    for (const part of ['body', 'items', 'columns', 'inlines', 'facts', 'actions', 'selectAction'])
      yield* elements(element[part])
  }
}

/** What a card says, a line an element, dates and times as the reader's client writes them. */
export function textOf(card: Json, reader: Pick<Account, 'locale' | 'timeZone'>): string {
  const lines: string[] = []
  for (const element of elements(card)) {
    if (element.type === 'RichTextBlock') {
      lines.push((element.inlines as Json[]).map((run) => String(run.text)).join(''))
    } else if (element.type === 'TextBlock') {
      lines.push(withoutEscapes(String(element.text)))
    } else if ('title' in element && 'value' in element && element.type === undefined) {
      lines.push(`${element.title} : ${withoutEscapes(String(element.value))}`)
    }
  }
  return lines.map((line) => withTimes(line, reader)).join('\n')
}

export function actionsOf(card: Json): readonly CardAction[] {
  return [...elements(card)]
    .filter((element) => String(element.type).startsWith('Action.'))
    .map((action) => ({ title: String(action.title ?? ''), action }))
}

export function inputsOf(card: Json): readonly CardInput[] {
  return [...elements(card)]
    .filter((element) => String(element.type).startsWith('Input.'))
    .map((input) => ({
      id: String(input.id),
      label: String(input.label ?? ''),
      value: String(input.value ?? ''),
      required: input.isRequired === true,
      choices: (input.choices as CardInput['choices'] | undefined) ?? [],
    }))
}

/** `{{DATE(…)}}` and `{{TIME(…)}}`, as a client replaces them in its reader's manner and zone. */
export function withTimes(text: string, { locale, timeZone }: Pick<Account, 'locale' | 'timeZone'>): string {
  return text
    .replace(/\{\{TIME\(([^)]+)\)\}\}/g, (_, at: string) => format(at, locale, { timeStyle: 'short', timeZone }))
    .replace(/\{\{DATE\(([^),]+)(?:, *\w+)?\)\}\}/g, (_, at: string) =>
      format(at, locale, { dateStyle: 'short', timeZone }),
    )
}

function format(at: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, options).format(new Date(at))
}

function withoutEscapes(markdown: string): string {
  return markdown.replace(/\\([\\`*_[\]~#|])/g, '$1')
}
