import { createHash } from 'node:crypto'
import { FILE_BYTES, useShare } from '../access/shares.ts'
import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Address } from '../notices/address.ts'
import type { LiveCard } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import { tell } from '../notices/tell.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { MINUTE_MS } from '../time.ts'
import { examine, type File, type FileRefusal, type FileSource, MOST_FILE_BYTES } from './file.ts'
import type { FileJobs, FileNotice } from './jobs.ts'
import {
  addFile,
  bytesSentSince,
  claimFiles,
  deleteFilesOf,
  findFileOf,
  giveFiles,
  keepContent,
  listKeptFiles,
  markRefused,
  type NewFile,
  noteShown,
  PAGE,
} from './store.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** What somebody attaches before they ask for a chat or an incident still belongs to it so long after. */
const RECENT_MS = 15 * MINUTE_MS

/**
 * Enqueues the download of what came with a message, and its showing to the other side. One lane per author: a slow
 * download delays only that author's files. False: they sent more files than their share.
 */
export async function carryFiles(
  services: Needs,
  sources: readonly FileSource[],
  message: Omit<NewFile, 'source'>,
): Promise<boolean> {
  const { author } = message
  if (sources.length === 0) return true
  if (await useShare(services, author, 'files', sources.length)) return false
  const { db, now } = services
  for (const source of sources) {
    const fileId = await addFile(db, { ...message, source }, now())
    const lane = `file:${author.tenantId}/${author.objectId}`
    await enqueue<FileJobs>(db, { task: 'file.fetch', lane, payload: { fileId } }, now())
  }
  return true
}

/**
 * A file that came whole, with a page's form; it belongs to nothing yet. Or why it is not passed on. `form`: the form's idempotency
 * key; sent twice, a file is kept once.
 */
export async function keepUpload(
  services: Needs,
  author: NamedPerson,
  { workspaceId, form }: { readonly workspaceId: string; readonly form: string },
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Promise<{ readonly id: string } | FileRefusal> {
  if (bytes.length === 0) return 'empty'
  if (bytes.length > MOST_FILE_BYTES) return 'too-big'
  const about = examine(name, bytes.subarray(0, 16))
  if (typeof about === 'string') return about
  const { db, now } = services
  const mark = createHash('sha256').update(name).update(bytes).digest('hex').slice(0, 32)
  const activityId = `${PAGE}${form}:${mark}`
  const known = await findFileOf(db, author.objectId, activityId)
  if (known !== undefined) return { id: known.id }
  if (await sentEnough(services, author)) return 'too-much'
  if (await useShare(services, author, 'files')) return 'too-many'
  const where = { workspaceId, subject: undefined, audience: 'desk', source: undefined, shownAt: undefined } as const
  const id = await addFile(db, { ...where, author, activityId }, now())
  await keepContent(db, id, about, bytes)
  return { id }
}

/** What came with one thing belongs to another from now on, and is shown there. */
export async function passFiles(
  services: Needs,
  from: Subject,
  to: { readonly subject: Subject; readonly workspaceId: string; readonly shownAt: Address | undefined },
): Promise<void> {
  for (const file of await giveFiles(services.db, from, to)) if (file.state === 'kept') await show(services, file)
}

/** Which files go with what is written: these, from a page's form, or what its author sent to us in Teams lately. */
export type Attached = 'recent' | readonly string[]

/** What somebody attached goes with what they ask for or say now. */
export async function bringFiles(
  services: Needs,
  author: PersonKey,
  to: { readonly subject: Subject; readonly workspaceId: string; readonly shownAt: Address | undefined },
  attached: Attached,
): Promise<void> {
  const which = attached === 'recent' ? { since: services.now() - RECENT_MS } : { ids: attached }
  const files = await claimFiles(services.db, author, to, which)
  for (const file of files) if (file.state === 'kept') await show(services, file)
}

/** Whether somebody has sent as much in a day as they may. */
export async function sentEnough({ db, now }: Needs, author: PersonKey): Promise<boolean> {
  const { most, ms } = FILE_BYTES
  return (await bytesSentSince(db, author, now() - ms)) >= most
}

/** The bytes are here: keeps them and shows the file, unless it is of a kind that we do not pass on. */
export async function receiveFile(services: Needs, file: File, bytes: Uint8Array): Promise<void> {
  const about = bytes.length === 0 ? 'gone' : examine(file.source?.name, bytes.subarray(0, 16))
  if (typeof about === 'string') return await refuseFile(services, file, about)
  const kept = await keepContent(services.db, file.id, about, bytes)
  if (kept !== undefined) await show(services, kept)
}

/** It is not passed on: who sent it hears why. */
export async function refuseFile(services: Needs, file: File, why: FileRefusal): Promise<void> {
  if ((await markRefused(services.db, file.id)) === undefined) return
  await tell<FileNotice>(services, authorOf(file), { kind: 'file-left-out', name: file.name, why })
}

/** Where its author wrote. */
function authorOf({ audience, subject, author }: File): Address {
  return audience === 'desk' || subject === undefined ? { person: author } : { thread: subject }
}

/** The message that shows it is there. A file that was taken back meanwhile is hidden again. */
export async function wasShown(services: Needs, fileId: string, shown: LiveCard): Promise<void> {
  const state = await noteShown(services.db, fileId, shown)
  if (state === 'deleted') await hide(services, shown)
}

/** Somebody took a message back: what came with it goes too, from the other side and from our store. */
export async function retractFiles(services: Needs, authorId: string, activityId: string): Promise<void> {
  for (const shown of await deleteFilesOf(services.db, authorId, activityId)) await hide(services, shown)
}

async function hide({ db, now }: Needs, shown: LiveCard): Promise<void> {
  const lane = `file:${shown.conversationId}/${shown.activityId}`
  await enqueue<FileJobs>(db, { task: 'file.hide', lane, payload: shown }, now())
}

/** What came with a chat or an incident is shown once more, where it goes on. */
export async function showFilesAgain(services: Needs, subject: Subject, at: Address): Promise<void> {
  for (const { id } of await listKeptFiles(services.db, subject, 'desk'))
    await tell<FileNotice>(services, at, { kind: 'file', fileId: id })
}

async function show(services: Needs, { id, shownAt }: File): Promise<void> {
  if (shownAt !== undefined) await tell<FileNotice>(services, shownAt, { kind: 'file', fileId: id })
}
