import { cut } from '../services/words/words.ts'

const BREAK = '\u200b'

/**
 * What somebody wrote, for a place where a client would read Markdown: shown as written. Marks are escaped; a mention
 * tag or a date function is broken by a zero-width space, for which there is no escape.
 */
export function asWritten(text: string): string {
  return inRun(text.replace(/[\\`*_[\]~#|]/g, '\\$&').replace(/^(\s*)([-+>]|\d+\.)(?=\s)/gm, `$1${BREAK}$2`))
}

/** The same for a `TextRun`, which knows no Markdown. */
export function inRun(text: string): string {
  return text
    .replaceAll('{{', `{${BREAK}{`)
    .replace(/&(?=#?\w+;)/g, `&${BREAK}`)
    .replace(/<(?=\/?at\b)/gi, `<${BREAK}`)
}

/** How much of a text a card shows. */
export const WHOLE = { lines: 60, characters: 4000 }
/** How much of it where there are many beside it: Teams refuses a card that grows too big. */
export const EXCERPT = { lines: 6, characters: 400 }

/** Somebody's text as the lines of a card, each for a `TextRun` of its own; a very long one is cut, and says so. */
export function writtenLines(text: string, most = WHOLE): readonly { readonly text: string }[] {
  const shortened = text.length > most.characters ? `${cut(text, most.characters)} …` : text
  const lines = shortened.split(/\r?\n/)
  const shown = lines.length > most.lines ? [...lines.slice(0, most.lines), '…'] : lines
  return shown.map((line) => ({ text: inRun(line) || '\u00a0' }))
}
