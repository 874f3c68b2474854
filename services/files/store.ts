import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import type { Address } from '../notices/address.ts'
import type { LiveCard } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { ERASED } from '../people/personal-data.ts'
import type { File, FileState } from './file.ts'
import type { FilesTable } from './tables.ts'

export interface NewFile extends Pick<File, 'workspaceId' | 'subject' | 'audience' | 'source' | 'shownAt'> {
  readonly author: NamedPerson
  /** The message that it came with. */
  readonly activityId: string
}

export async function addFile(db: Db, file: NewFile, now: number): Promise<string> {
  const id = randomUUID()
  await db
    .insertInto('files')
    .values({
      id,
      tenant_id: file.author.tenantId,
      workspace_id: file.workspaceId,
      author_id: file.author.objectId,
      author_name: file.author.name,
      activity_id: file.activityId,
      subject: file.subject ?? null,
      audience: file.audience,
      shown_at: file.shownAt === undefined ? null : toJson(file.shownAt),
      source: file.source === undefined ? NO_SOURCE : toJson(file.source),
      state: 'coming',
      name: file.source?.name ?? '',
      content_type: '',
      size: 0,
      created_at: now,
    })
    .execute()
  return id
}

export async function findFile(db: Db, id: string): Promise<File | undefined> {
  const row = await db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toFile(row)
}

/** Keeps what has come; `undefined` when the file was taken back meanwhile, or had come before. */
export async function keepContent(
  db: Db,
  id: string,
  about: Pick<File, 'name' | 'contentType'>,
  bytes: Uint8Array,
): Promise<File | undefined> {
  const { name, contentType: content_type } = about
  const kept = { state: 'kept' as const, name, content_type, size: bytes.length }
  const file = await changeFile(db, id, ['coming'], kept)
  if (file === undefined) return undefined
  for (let n = 0; n * PIECE_BYTES < bytes.length; n += 1) {
    const piece = bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES)
    await db.insertInto('file_pieces').values({ file_id: id, n, bytes: piece }).execute()
  }
  return file
}

/** Bytes are kept and read in pieces: a whole file would be held in memory for each who reads it. */
const PIECE_BYTES = 256 * 1024

export async function markRefused(db: Db, id: string): Promise<File | undefined> {
  await db.deleteFrom('file_pieces').where('file_id', '=', id).execute()
  return await changeFile(db, id, ['coming', 'kept'], { state: 'refused' })
}

async function changeFile(
  db: Db,
  id: string,
  states: readonly FileState[],
  change: Partial<Pick<FilesTable, 'state' | 'name' | 'content_type' | 'size'>>,
): Promise<File | undefined> {
  const row = await db
    .updateTable('files')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', states)
    .returningAll()
    .executeTakeFirst()
  return row && toFile(row)
}

/** What comes from a page's form, as its activity: it belongs to what the form is about, and to nothing else. */
export const PAGE = 'page:'

/** What it is given to. */
interface NewHome {
  readonly subject: Subject
  readonly workspaceId: string
  readonly shownAt: Address | undefined
}

/**
 * What of somebody's belongs to nothing yet is the subject's from now on: these (`ids`), or what they sent to us in Teams since
 * (`since`).
 */
export async function claimFiles(
  db: Db,
  author: PersonKey,
  { subject, workspaceId, shownAt }: NewHome,
  which: { readonly ids: readonly string[] } | { readonly since: number },
): Promise<readonly File[]> {
  if ('ids' in which && which.ids.length === 0) return []
  const rows = await db
    .updateTable('files')
    .set({ subject, workspace_id: workspaceId, shown_at: shownAt === undefined ? null : toJson(shownAt) })
    .where('author_id', '=', author.objectId)
    .where('tenant_id', '=', author.tenantId)
    .where('subject', 'is', null)
    .$if('ids' in which, (query) => query.where('id', 'in', 'ids' in which ? [...which.ids] : []))
    .$if('since' in which, (query) =>
      query.where('created_at', '>=', 'since' in which ? which.since : 0).where('activity_id', 'not like', `${PAGE}%`),
    )
    .returningAll()
    .execute()
  return rows.map(toFile)
}

/** What is one thing's, kept or still coming, is another's from now on. */
export async function giveFiles(
  db: Db,
  from: Subject,
  { subject, workspaceId, shownAt }: NewHome,
): Promise<readonly File[]> {
  const rows = await db
    .updateTable('files')
    .set({ subject, workspace_id: workspaceId, shown_at: shownAt === undefined ? null : toJson(shownAt) })
    .where('subject', '=', from)
    .where('state', 'in', ['kept', 'coming'])
    .returningAll()
    .execute()
  return rows.map(toFile)
}

/** Which of these are somebody's own; `isLoose`: it belongs to nothing yet. */
export async function listOwnFiles(
  db: Db,
  { tenantId, objectId }: PersonKey,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly name: string; readonly isLoose: boolean }[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('files')
    .select(['id', 'name', 'subject'])
    .where('id', 'in', [...ids])
    .where('tenant_id', '=', tenantId)
    .where('author_id', '=', objectId)
    .where('state', '=', 'kept')
    .execute()
  return rows.map(({ id, name, subject }) => ({ id, name, isLoose: subject === null }))
}

/** Nothing took them: they are not kept. Returns what they were called; what was taken meanwhile stays. */
export async function dropLoose(db: Db, author: PersonKey, ids: readonly string[]): Promise<readonly string[]> {
  const loose = (await listOwnFiles(db, author, ids)).filter(({ isLoose }) => isLoose)
  if (loose.length === 0) return []
  const dropped = await db
    .updateTable('files')
    .set({ state: 'deleted', name: '' })
    .where(
      'id',
      'in',
      loose.map(({ id }) => id),
    )
    .where('subject', 'is', null)
    .returning('id')
    .execute()
  const gone = dropped.map(({ id }) => id)
  if (gone.length > 0) await db.deleteFrom('file_pieces').where('file_id', 'in', gone).execute()
  return loose.filter(({ id }) => gone.includes(id)).map(({ name }) => name)
}

const MOST_LISTED = 50

/** The last files of a subject that were passed on, the oldest first. */
export async function listKeptFiles(db: Db, subject: Subject, audience: File['audience']): Promise<readonly File[]> {
  const rows = await db
    .selectFrom('files')
    .selectAll()
    .where('subject', '=', subject)
    .where('audience', '=', audience)
    .where('state', '=', 'kept')
    .orderBy('created_at', 'desc')
    .limit(MOST_LISTED)
    .execute()
  return rows.map(toFile).toReversed()
}

/** Everything of these subjects that is kept, the oldest first, for whomever it is. */
export async function listAllKept(db: Db, subjects: readonly Subject[]): Promise<readonly File[]> {
  const rows = await db
    .selectFrom('files')
    .selectAll()
    .where('subject', 'in', subjects)
    .where('state', '=', 'kept')
    .orderBy('created_at')
    .execute()
  return rows.map(toFile)
}

/** Takes back what came with a message: its bytes go. Returns the messages in Teams that showed it. */
export async function deleteFilesOf(db: Db, authorId: string, activityId: string): Promise<readonly LiveCard[]> {
  const rows = await db
    .updateTable('files')
    .set({ state: 'deleted', name: '' })
    .where('activity_id', '=', activityId)
    .where('author_id', '=', authorId)
    .where('state', '<>', 'deleted')
    .returning(['id', 'shown'])
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  await db.deleteFrom('file_pieces').where('file_id', 'in', ids).execute()
  return rows.flatMap(({ shown }) => (shown === null ? [] : [fromJson(shown)]))
}

/** Notes which message in Teams shows the file; returns its state. */
export async function noteShown(db: Db, id: string, shown: LiveCard): Promise<FileState | undefined> {
  const row = await db
    .updateTable('files')
    .set({ shown: toJson(shown) })
    .where('id', '=', id)
    .returning('state')
    .executeTakeFirst()
  return row?.state
}

/** How many bytes somebody has sent since then. */
export async function bytesSentSince(db: Db, { tenantId, objectId }: PersonKey, since: number): Promise<number> {
  const { bytes } = await db
    .selectFrom('files')
    .select((select) => select.fn.sum<number | null>('size').as('bytes'))
    .where('author_id', '=', objectId)
    .where('tenant_id', '=', tenantId)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

/** One of the files that came with a message, whatever became of it, unless it was taken back. */
export async function findFileOf(db: Db, authorId: string, activityId: string): Promise<File | undefined> {
  const row = await db
    .selectFrom('files')
    .selectAll()
    .where('activity_id', '=', activityId)
    .where('author_id', '=', authorId)
    .where('state', '<>', 'deleted')
    .limit(1)
    .executeTakeFirst()
  return row && toFile(row)
}

/** What is known of a file that is kept, without its bytes. `undefined`: taken back, or never there. */
export async function findKept(db: Db, id: string): Promise<Pick<File, 'name' | 'contentType' | 'size'> | undefined> {
  const row = await db
    .selectFrom('files')
    .select(['name', 'content_type', 'size'])
    .where('id', '=', id)
    .where('state', '=', 'kept')
    .executeTakeFirst()
  return row && { name: row.name, contentType: row.content_type, size: row.size }
}

/** The `n`th piece of a file's bytes, counted from 0; `undefined` after the last, and once the file is taken back. */
export async function readPiece(db: Db, id: string, n: number): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('file_pieces')
    .select('bytes')
    .where('file_id', '=', id)
    .where('n', '=', n)
    .executeTakeFirst()
  return row?.bytes
}

/** All of a file's bytes; none once it is taken back. */
export async function readContent(db: Db, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  for (let n = 0; ; n += 1) {
    const piece = await readPiece(db, id, n)
    if (piece === undefined) return new Uint8Array(Buffer.concat(pieces))
    pieces.push(piece)
  }
}

/**
 * What came before a chat or an incident and never found one, and what was sent long ago: only that it was there is kept.
 * Nothing that somebody sent whose object id is in `held`.
 */
export async function forgetFiles(
  db: Db,
  {
    strayBefore,
    before,
    held,
  }: { readonly strayBefore: number; readonly before: number; readonly held: readonly string[] },
): Promise<void> {
  const of = db
    .selectFrom('files')
    .select('id')
    .where('author_id', 'not in', ['', ...held])
  const stray = of.where('subject', 'is', null).where('created_at', '<', strayBefore)
  await db.deleteFrom('file_pieces').where('file_id', 'in', stray).execute()
  await db.deleteFrom('files').where('id', 'in', stray).execute()
  const old = of.where('created_at', '<', before).where('state', '<>', 'deleted')
  await db.deleteFrom('file_pieces').where('file_id', 'in', old).execute()
  await db.updateTable('files').set({ state: 'deleted' }).where('id', 'in', old).execute()
}

/** The column is never empty; of what is deleted it is not read. */
const NO_SOURCE = sql<never>`'{}'`

/** Forgets what came with things, and what it was called; not what somebody sent whose object id is in `held`. */
export async function forgetFilesOf(db: Db, subjects: readonly Subject[], held: readonly string[]): Promise<void> {
  if (subjects.length === 0) return
  const theirs = db
    .selectFrom('files')
    .select('id')
    .where('subject', 'in', subjects)
    .where('author_id', 'not in', ['', ...held])
  await db.deleteFrom('file_pieces').where('file_id', 'in', theirs).execute()
  const nothing = { state: 'deleted' as const, name: '', source: NO_SOURCE, author_name: ERASED, author_id: ERASED }
  await db.updateTable('files').set(nothing).where('id', 'in', theirs).execute()
}

/** What came with things goes with them to another workspace. */
export async function moveFiles(db: Db, subjects: readonly Subject[], workspaceId: string): Promise<void> {
  if (subjects.length === 0) return
  await db.updateTable('files').set({ workspace_id: workspaceId }).where('subject', 'in', subjects).execute()
}

function toFile(row: Selectable<FilesTable>): File {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    author: { tenantId: row.tenant_id, objectId: row.author_id, name: row.author_name },
    subject: row.subject ?? undefined,
    audience: row.audience,
    shownAt: row.shown_at === null ? undefined : fromJson(row.shown_at),
    source: row.source === null || row.state !== 'coming' ? undefined : fromJson(row.source),
    state: row.state,
    name: row.name,
    contentType: row.content_type,
    size: row.size,
  }
}
