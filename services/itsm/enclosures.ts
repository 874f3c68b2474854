import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { ServiceDeskError } from '../errors.ts'
import type { File } from '../files/file.ts'
import { listAllKept, readContent } from '../files/store.ts'
import { type Handoff, handoffSubject, isOpen, linesOf, transcriptOf } from '../handoffs/handoff.ts'
import { getHandoff, lastMessages, lastWhispers } from '../handoffs/store.ts'
import { type Ticket, ticketSubject } from '../tickets/ticket.ts'
import { cutStart } from '../words/words.ts'
import { isNotAdmitted } from './itsm.ts'
import type { Itsm, NewRemoteEntry, NewRemoteFile } from './port.ts'

/** What belongs to a ticket beside its own history: the chat that it came from, and what was attached. `key`: its idempotency key. */
export type Enclosure =
  | { readonly key: string; readonly entry: NewRemoteEntry }
  | { readonly key: string; readonly file: File }
  /** A chat that is too long for an entry; `entry`: its end, where the system takes no such file. */
  | { readonly key: string; readonly transcript: NewRemoteFile; readonly entry: NewRemoteEntry }

/** What a chat is called where it is told in another system. */
export interface TalkWords {
  /** Stands in the place of an author. */
  readonly chat: string
  readonly whispers: string
  readonly fileName: string
  readonly line: (name: string, text: string) => string
}

/** Longer than most chats. */
const LONGEST_ENTRY = 10_000
const LONGEST_TRANSCRIPT = 1_000_000
/** The last ones. */
const MOST_MESSAGES = 2_000

/** What is still to be sent, without what `sent` names. A chat is told once it is over; a confidential ticket's stays here (F24). */
export async function listEnclosures(
  { db }: Pick<Services, 'db'>,
  { id, handoffId, isConfidential }: Pick<Ticket, 'id' | 'handoffId' | 'isConfidential'>,
  words: TalkWords,
  { sent, takesFiles }: { readonly sent: readonly string[]; readonly takesFiles: boolean },
): Promise<readonly Enclosure[]> {
  if (isConfidential) return []
  // An incident that was withdrawn left its chat to another.
  const handoff = handoffId === undefined ? undefined : await getHandoff(db, handoffId)
  const chat = handoff?.ticketId === id ? handoff : undefined
  const subjects = [ticketSubject(id), ...(chat === undefined ? [] : [handoffSubject(chat.id)])]
  const files = takesFiles ? await listAllKept(db, subjects) : []
  return [
    ...(chat === undefined ? [] : await talkOf(db, chat, words, { sent, takesFiles })),
    ...files.map((file) => ({ key: `file:${file.id}`, file })).filter(({ key }) => !sent.includes(key)),
  ]
}

async function talkOf(
  db: Db,
  handoff: Handoff,
  { chat, whispers, fileName, line }: TalkWords,
  { sent, takesFiles }: { readonly sent: readonly string[]; readonly takesFiles: boolean },
): Promise<readonly Enclosure[]> {
  const { id } = handoff
  const keys = { chat: `chat:${id}`, whispers: `whispers:${id}` }
  if (isOpen(handoff)) return []
  const enclosures: Enclosure[] = []
  const text = sent.includes(keys.chat)
    ? ''
    : transcriptOf((await lastMessages(db, id, MOST_MESSAGES)).toReversed(), line)
  const entry = { kind: 'comment', text: endOf(text, LONGEST_ENTRY), author: chat } as const
  if (text.length > LONGEST_ENTRY && takesFiles) {
    const bytes = new Uint8Array(Buffer.from(endOf(text, LONGEST_TRANSCRIPT)))
    const transcript = { name: fileName, contentType: 'text/plain', bytes, author: chat }
    enclosures.push({ key: keys.chat, transcript, entry })
  } else if (text !== '') enclosures.push({ key: keys.chat, entry })
  const aside = sent.includes(keys.whispers)
    ? ''
    : linesOf((await lastWhispers(db, id, MOST_MESSAGES)).toReversed(), line)
  // A file would be for the requester's eyes in some systems.
  const note = { kind: 'work-note', text: endOf(aside, LONGEST_ENTRY), author: whispers } as const
  if (aside !== '') enclosures.push({ key: keys.whispers, entry: note })
  return enclosures
}

/** The last lines of a text that fit, and a sign that there were more. */
function endOf(text: string, length: number): string {
  if (text.length <= length) return text
  const end = cutStart(text, length)
  return `…\n${end.slice(end.indexOf('\n') + 1)}`
}

/** `refused`: the system takes no such file. Of what was taken back meanwhile nothing is sent. */
export async function sendEnclosure(
  { db }: Pick<Services, 'db'>,
  itsm: Itsm,
  remoteId: string,
  enclosure: Enclosure,
): Promise<'done' | 'refused'> {
  const { key } = enclosure
  if ('transcript' in enclosure && (await isTaken(itsm.attach(remoteId, enclosure.transcript, key)))) return 'done'
  if ('entry' in enclosure) return (await isTaken(itsm.say(remoteId, enclosure.entry, key))) ? 'done' : 'refused'
  const { id, name, contentType, author } = enclosure.file
  const bytes = await readContent(db, id)
  if (bytes.length === 0) return 'done'
  const isDone = await isTaken(itsm.attach(remoteId, { name, contentType, bytes, author: author.name }, key))
  return isDone ? 'done' : 'refused'
}

/** Its kind or its size is refused, our account may not, or the system has no place for it: that holds up nothing else of the ticket. */
export async function isTaken(sending: Promise<void>): Promise<boolean> {
  try {
    await sending
    return true
  } catch (error) {
    if (!(error instanceof ServiceDeskError)) throw error
    const { code, reason } = error
    if (code === 'invalid' || reason === '404' || (code === 'forbidden' && !isNotAdmitted(reason))) return false
    throw error
  }
}
