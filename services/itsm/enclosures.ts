import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { ServiceDeskError } from '../errors.ts'
import type { File } from '../files/file.ts'
import { listKeptFiles, readContent } from '../files/store.ts'
import { handoffSubject, isOpen, linesOf, transcriptOf } from '../handoffs/handoff.ts'
import { getHandoff, lastMessages, lastWhispers } from '../handoffs/store.ts'
import { type Ticket, ticketSubject } from '../tickets/ticket.ts'
import { cutStart } from '../words/words.ts'
import type { Itsm, NewRemoteEntry } from './port.ts'

/** What belongs to a ticket beside its own history: the chat that it came from, and what was attached. `key`: its idempotency key. */
export type Enclosure =
  | { readonly key: string; readonly entry: NewRemoteEntry }
  | { readonly key: string; readonly file: File }
  /** The whole of a chat that is too long for an entry. */
  | { readonly key: string; readonly transcript: string; readonly author: string }

/** What a chat is called where it is told in another system. */
export interface TalkWords {
  /** Stands in the place of an author. */
  readonly chat: string
  readonly whispers: string
  readonly fileName: string
  readonly line: (name: string, text: string) => string
}

/** Longer than most chats; an entry of this length is taken by every system. */
const LONGEST_ENTRY = 10_000
const LONGEST_TRANSCRIPT = 1_000_000
const MOST_MESSAGES = 2_000

/** What is still to be sent, without what `sent` names. A chat is told once it is over; a confidential ticket's stays here (F24). */
export async function listEnclosures(
  { db }: Pick<Services, 'db'>,
  { id, handoffId, isConfidential }: Pick<Ticket, 'id' | 'handoffId' | 'isConfidential'>,
  words: TalkWords,
  { sent, takesFiles }: { readonly sent: readonly string[]; readonly takesFiles: boolean },
): Promise<readonly Enclosure[]> {
  if (isConfidential) return []
  const talk = handoffId === undefined ? [] : await talkOf(db, handoffId, words, takesFiles)
  const files = takesFiles ? await filesOf(db, id, handoffId) : []
  return [...talk, ...files].filter(({ key }) => !sent.includes(key))
}

async function talkOf(
  db: Db,
  handoffId: string,
  { chat, whispers, line }: TalkWords,
  takesFiles: boolean,
): Promise<readonly Enclosure[]> {
  if (isOpen(await getHandoff(db, handoffId))) return []
  const text = transcriptOf((await lastMessages(db, handoffId, MOST_MESSAGES)).toReversed(), line)
  const aside = linesOf((await lastWhispers(db, handoffId, MOST_MESSAGES)).toReversed(), line)
  const key = `chat:${handoffId}`
  const enclosures: Enclosure[] = []
  if (text.length > LONGEST_ENTRY && takesFiles)
    enclosures.push({ key, transcript: cutStart(text, LONGEST_TRANSCRIPT), author: chat })
  else if (text !== '')
    enclosures.push({ key, entry: { kind: 'comment', text: cutStart(text, LONGEST_ENTRY), author: chat } })
  if (aside !== '') {
    const entry = { kind: 'work-note', text: cutStart(aside, LONGEST_ENTRY), author: whispers } as const
    enclosures.push({ key: `whispers:${handoffId}`, entry })
  }
  return enclosures
}

async function filesOf(db: Db, ticketId: string, handoffId: string | undefined): Promise<readonly Enclosure[]> {
  const subjects = [ticketSubject(ticketId), ...(handoffId === undefined ? [] : [handoffSubject(handoffId)])]
  const files: Enclosure[] = []
  for (const subject of subjects)
    for (const audience of ['desk', 'requester'] as const)
      for (const file of await listKeptFiles(db, subject, audience)) files.push({ key: `file:${file.id}`, file })
  return files
}

/** `refused`: the system takes no such file. */
export async function sendEnclosure(
  { db }: Pick<Services, 'db'>,
  itsm: Itsm,
  remoteId: string,
  enclosure: Enclosure,
  { fileName }: Pick<TalkWords, 'fileName'>,
): Promise<'sent' | 'refused'> {
  const { key } = enclosure
  if ('entry' in enclosure) {
    await itsm.say(remoteId, enclosure.entry, key)
    return 'sent'
  }
  const attached =
    'file' in enclosure
      ? { ...(await contentOf(db, enclosure.file)), author: enclosure.file.author.name }
      : {
          ...{ name: fileName, contentType: 'text/plain', author: enclosure.author },
          bytes: new Uint8Array(Buffer.from(enclosure.transcript)),
        }
  // Taken back since.
  if (attached.bytes.length === 0) return 'sent'
  try {
    await itsm.attach(remoteId, attached, key)
    return 'sent'
  } catch (error) {
    if (error instanceof ServiceDeskError && error.code === 'invalid') return 'refused'
    throw error
  }
}

async function contentOf(db: Db, { id, name, contentType }: File) {
  return { name, contentType, bytes: await readContent(db, id) }
}
