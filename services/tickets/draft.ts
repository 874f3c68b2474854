import type { Services } from '../context.ts'
import { type Handoff, isCommon, type Message, transcriptOf } from '../handoffs/handoff.ts'
import { firstMessage, lastMessages } from '../handoffs/store.ts'
import { cut, cutStart } from '../words/words.ts'

const LONGEST_TITLE = 100
const LONGEST_DESCRIPTION = 4_000
/** So many of the last messages make a description, whatever a chat has gathered. */
const MOST_MESSAGES = 40

/**
 * An incident as its chat suggests it: the first words for a title, the end of the conversation for a description, a line
 * a message, as `line` writes it.
 */
export async function draftFromChat(
  { db }: Pick<Services, 'db'>,
  handoff: Handoff,
  line: (name: string, text: string) => string,
): Promise<{ readonly title: string; readonly description: string }> {
  const first = await firstMessage(db, handoff.id)
  const title = cut(first?.words.text.split('\n')[0] ?? '', LONGEST_TITLE).trim()
  const messages = enough(await lastMessages(db, handoff.id, MOST_MESSAGES))
  return { title, description: cutStart(transcriptOf(messages, line), LONGEST_DESCRIPTION) }
}

/** The newest that fill a description, in the order in which they were said. */
function enough(newestFirst: readonly Message[]): readonly Message[] {
  let length = 0
  const kept = newestFirst.filter(isCommon).filter(({ words }) => {
    const isWanted = length < LONGEST_DESCRIPTION
    length += words.text.length
    return isWanted
  })
  return kept.toReversed()
}
