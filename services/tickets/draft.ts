import type { Services } from '../context.ts'
import type { Handoff } from '../handoffs/handoff.ts'
import { firstMessage } from '../handoffs/store.ts'
import { endOfChat } from '../handoffs/transcript.ts'
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
  const first = await firstMessage(db, handoff.id)
  const title = cut(first?.words.text.split('\n')[0] ?? '', LONGEST_TITLE).trim()
  return { title, description: await endOfChat(db, handoff.id, line, LONGEST_DESCRIPTION) }
}
