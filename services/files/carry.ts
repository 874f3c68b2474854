import type { Services } from '../context.ts'
import { findHandoff } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type Address, idIn, type Subject } from '../notices/notice.ts'
import { tell } from '../notices/tell.ts'
import type { PersonKey } from '../people/person.ts'
import { examine, type File, type FileRefusal, type FileSource, MOST_DAILY_BYTES } from './file.ts'
import {
  addFile,
  bytesSentSince,
  claimFiles,
  deleteFilesOf,
  keepContent,
  type NewFile,
  noteShown,
  refuseFile,
  type Shown,
} from './store.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** What somebody attaches before they ask for a chat or an incident still belongs to it so long after. */
const RECENT_MS = 15 * 60_000

/** Promises to get what came with a message, and to show it to the other side. One person's come one after the other: they hold up nobody's but their own. */
export async function carryFiles(
  { db, now }: Needs,
  sources: readonly FileSource[],
  message: Omit<NewFile, 'source'>,
): Promise<void> {
  for (const source of sources) {
    const fileId = await addFile(db, { ...message, source }, now())
    await enqueue(db, { task: 'file.fetch', lane: `file:${message.author.objectId}`, payload: { fileId } }, now())
  }
}

/** What somebody attached lately goes with the chat or the incident that they ask for now. */
export async function bringFiles(services: Needs, author: PersonKey, subject: Subject): Promise<void> {
  const files = await claimFiles(services.db, author, subject, services.now() - RECENT_MS)
  for (const file of files) if (file.state === 'kept') await show(services, file)
}

/** Whether somebody has sent as much in a day as they may. */
export async function sentEnough({ db, now }: Needs, file: File): Promise<boolean> {
  return (await bytesSentSince(db, file, now() - DAY_MS)) >= MOST_DAILY_BYTES
}

const DAY_MS = 24 * 3_600_000

/** The bytes are here: keeps them and shows the file, unless it is of a kind that we do not pass on. */
export async function receiveFile(services: Needs, file: File, bytes: Uint8Array): Promise<void> {
  const about = bytes.length === 0 ? 'gone' : examine(file.source.name, bytes.subarray(0, 16))
  if (typeof about === 'string') return await refuse(services, file, about)
  const kept = await keepContent(services.db, file.id, about, bytes)
  if (kept !== undefined) await show(services, kept)
}

/** It is not passed on: who sent it hears why. */
export async function refuse(services: Needs, file: File, why: FileRefusal): Promise<void> {
  if ((await refuseFile(services.db, file.id)) === undefined) return
  await tell(services, authorOf(file), { kind: 'file-left-out', name: file.name, why })
}

/** Where its author wrote. */
function authorOf({ audience, subject, tenantId, author }: File): Address {
  return audience === 'desk' || subject === undefined
    ? { person: { tenantId, objectId: author.objectId } }
    : { thread: subject }
}

/** The message that shows it is there. Taken back on its way, it goes again. */
export async function wasShown(services: Needs, fileId: string, shown: Shown): Promise<void> {
  const state = await noteShown(services.db, fileId, shown)
  if (state === 'deleted') await hide(services, shown)
}

/** Somebody took a message back: what came with it goes too, from the other side and from our store. */
export async function takeFilesBack(services: Needs, authorId: string, activityId: string): Promise<void> {
  for (const { shown } of await deleteFilesOf(services.db, authorId, activityId))
    if (shown !== undefined) await hide(services, shown)
}

async function hide({ db, now }: Needs, shown: Shown): Promise<void> {
  const lane = `file:${shown.conversationId}/${shown.activityId}`
  await enqueue(db, { task: 'file.hide', lane, payload: shown }, now())
}

async function show(services: Needs, { id, audience, subject }: File): Promise<void> {
  if (subject === undefined) return
  const notice = { kind: 'file', fileId: id } as const
  if (audience === 'desk') return await tell(services, { thread: subject }, notice)
  const handoffId = idIn(subject, 'handoff')
  const handoff = handoffId === undefined ? undefined : await findHandoff(services.db, handoffId)
  if (handoff !== undefined) await tell(services, { person: handoff.requester }, notice)
}
