import type { Services } from '../context.ts'
import type { Handoff } from '../handoffs/handoff.ts'
import { openingMessages } from '../handoffs/store.ts'
import { endOfChat } from '../handoffs/transcript.ts'
import type { PersonKey } from '../people/person.ts'
import { findLastWords } from '../people/store.ts'
import { cut } from '../words/words.ts'

const LONGEST_TITLE = 100
const LONGEST_DESCRIPTION = 4_000

/**
 * An incident as its chat suggests it: the first words for a title, the end of the conversation for a description, a line
 * a message, as `line` writes it.
 */
export async function draftFromChat(
  { db }: Pick<Services, 'db'>,
  handoff: Handoff,
  line: (name: string, text: string) => string,
): Promise<{ readonly title: string; readonly description: string }> {
  const title = titleOf((await openingMessages(db, handoff)).map(({ words }) => words.text))
  return { title, description: await endOfChat(db, handoff.id, line, LONGEST_DESCRIPTION) }
}

/** An incident as somebody began it: what they wrote lately, without having been asked (E6). Empty where that was a greeting. */
export async function draftFromWords(
  services: Pick<Services, 'db' | 'now'>,
  person: PersonKey,
): Promise<{ readonly title: string; readonly description: string }> {
  const texts = (await findLastWords(services, person)).map(({ words }) => words.text)
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => !isGreeting(line))
  return { title: titleOf(lines), description: cut(lines.join('\n').trim(), LONGEST_DESCRIPTION) }
}

/** An incident as a message begins it, on which somebody chose « Créer un incident »; `line` writes whose words they are. */
export function draftFromMessage(
  { text, author }: { readonly text: string; readonly author: string },
  line: (name: string, text: string) => string,
): { readonly title: string; readonly description: string } {
  const said = author === '' ? text : line(author, text)
  return { title: titleOf([text]), description: text === '' ? '' : cut(said, LONGEST_DESCRIPTION) }
}

/** The first line that says something. */
function titleOf(texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split('\n'))
  return cut(lines.find((line) => !isGreeting(line)) ?? lines[0] ?? '', LONGEST_TITLE).trim()
}

const LONGEST_GREETING = 40

/** « Bonjour », and nothing of a trouble. Longer lines are none, and are not searched. */
function isGreeting(line: string): boolean {
  if (line.length > LONGEST_GREETING) return false
  return /^[\s\p{P}\p{S}]*((re)?bonjour|bonsoir|salut|allo|all[oô]|coucou|hello|hi|hey|good (morning|afternoon|evening)|options|menu|aide|help|merci|thanks|thank you)?[\s\p{P}\p{S}]*$/iu.test(
    line,
  )
}
