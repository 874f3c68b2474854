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
  return text.replaceAll('{{', `{${BREAK}{`).replace(/<(?=\/?at\b)/gi, `<${BREAK}`)
}

const MOST_LINES = 60
const MOST_CHARACTERS = 4000

/** Somebody's text as the lines of a card, each for a `TextRun` of its own; a very long one is cut, and says so. */
export function writtenLines(text: string): readonly { readonly text: string }[] {
  const cut = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text
  const lines = cut.split(/\r?\n/)
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines
  return shown.map((line) => ({ text: inRun(line) || '\u00a0' }))
}
