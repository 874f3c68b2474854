import type { Db } from '../db/connect.ts'
import { cutStart } from '../words/words.ts'
import { isCommon, type Message, transcriptOf } from './handoff.ts'
import { lastMessages } from './store.ts'

/** So many of the last messages are read, whatever a chat has gathered. */
const MOST_MESSAGES = 40

/** The end of a chat as both sides saw it, a line a message, as `line` writes it; `most` characters. */
export async function endOfChat(
  db: Db,
  handoffId: string,
  line: (name: string, text: string) => string,
  most: number,
): Promise<string> {
  return cutStart(transcriptOf(enough(await lastMessages(db, handoffId, MOST_MESSAGES), most), line), most)
}

/** The newest that fill so much, in the order in which they were said. */
function enough(newestFirst: readonly Message[], most: number): readonly Message[] {
  let length = 0
  const kept = newestFirst.filter(isCommon).filter(({ words }) => {
    const isWanted = length < most
    length += words.text.length
    return isWanted
  })
  return kept.toReversed()
}
