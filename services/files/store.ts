import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { FilesTable } from '../db/schema.ts'
import type { Conversation, Subject } from '../notices/notice.ts'
import type { Person, PersonKey } from '../people/person.ts'
import type { File, FileSource, FileState } from './file.ts'

/** The message in Teams that shows a file. */
export type Shown = Conversation & { readonly activityId: string }

export interface NewFile extends Pick<File, 'workspaceId' | 'subject' | 'audience' | 'source'> {
  readonly author: Person
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
      source: JSON.stringify(file.source),
      state: 'coming',
      name: file.source.name ?? '',
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
  const file = await changeFile(db, id, ['coming'], {
    state: 'kept',
    name,
    content_type,
    size: bytes.length,
    source: '{}',
  })
  if (file !== undefined) await db.insertInto('file_contents').values({ file_id: id, bytes }).execute()
  return file
}

export async function refuseFile(db: Db, id: string): Promise<File | undefined> {
  await db.deleteFrom('file_contents').where('file_id', '=', id).execute()
  return await changeFile(db, id, ['coming', 'kept'], { state: 'refused' })
}

async function changeFile(
  db: Db,
  id: string,
  states: readonly FileState[],
  change: Partial<Omit<FilesTable, 'shown'>>,
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

/** What somebody sent since `since` that belongs to nothing yet belongs to `subject` from now on. */
export async function claimFiles(db: Db, author: PersonKey, subject: Subject, since: number): Promise<readonly File[]> {
  const rows = await db
    .updateTable('files')
    .set({ subject })
    .where('author_id', '=', author.objectId)
    .where('tenant_id', '=', author.tenantId)
    .where('subject', 'is', null)
    .where('created_at', '>=', since)
    .returningAll()
    .execute()
  return rows.map(toFile)
}

/** Takes back what came with a message: its bytes go. Returns the messages that showed it. */
export async function deleteFilesOf(
  db: Db,
  authorId: string,
  activityId: string,
): Promise<readonly { readonly file: File; readonly shown: Shown | undefined }[]> {
  const rows = await db
    .updateTable('files')
    .set({ state: 'deleted', name: '', source: '{}' })
    .where('activity_id', '=', activityId)
    .where('author_id', '=', authorId)
    .where('state', '<>', 'deleted')
    .returningAll()
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  await db.deleteFrom('file_contents').where('file_id', 'in', ids).execute()
  return rows.map((row) => ({ file: toFile(row), shown: row.shown === null ? undefined : JSON.parse(row.shown) }))
}

/** Notes which message in Teams shows the file; returns its state. */
export async function noteShown(db: Db, id: string, shown: Shown): Promise<FileState | undefined> {
  const row = await db
    .updateTable('files')
    .set({ shown: JSON.stringify(shown) })
    .where('id', '=', id)
    .returning('state')
    .executeTakeFirst()
  return row?.state as FileState | undefined
}

/** How many bytes somebody has sent since then. */
export async function bytesSentSince(db: Db, { tenantId, author }: File, since: number): Promise<number> {
  const { bytes } = await db
    .selectFrom('files')
    .select((select) => select.fn.sum<number | null>('size').as('bytes'))
    .where('author_id', '=', author.objectId)
    .where('tenant_id', '=', tenantId)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

/** What came with a message, whatever became of it, unless it was taken back. */
export async function listFilesOf(db: Db, authorId: string, activityId: string): Promise<readonly File[]> {
  const rows = await db
    .selectFrom('files')
    .selectAll()
    .where('activity_id', '=', activityId)
    .where('author_id', '=', authorId)
    .where('state', '<>', 'deleted')
    .execute()
  return rows.map(toFile)
}

/** `undefined`: taken back, or never there. */
export async function readContent(
  db: Db,
  id: string,
): Promise<(Pick<File, 'name' | 'contentType'> & { readonly bytes: Uint8Array }) | undefined> {
  const row = await db
    .selectFrom('files as f')
    .innerJoin('file_contents as c', 'c.file_id', 'f.id')
    .select(['f.name', 'f.content_type', 'c.bytes'])
    .where('f.id', '=', id)
    .where('f.state', '=', 'kept')
    .executeTakeFirst()
  return row && { name: row.name, contentType: row.content_type, bytes: row.bytes }
}

/** What came before a chat or an incident and never found one, and what was sent long ago: only that it was there is kept. */
export async function forgetFiles(db: Db, strayBefore: number, before: number): Promise<void> {
  const stray = db.selectFrom('files').select('id').where('subject', 'is', null).where('created_at', '<', strayBefore)
  await db.deleteFrom('file_contents').where('file_id', 'in', stray).execute()
  await db.deleteFrom('files').where('subject', 'is', null).where('created_at', '<', strayBefore).execute()
  const old = db.selectFrom('files').select('id').where('created_at', '<', before)
  await db.deleteFrom('file_contents').where('file_id', 'in', old).execute()
  await db
    .updateTable('files')
    .set({ state: 'deleted' })
    .where('created_at', '<', before)
    .where('state', '<>', 'deleted')
    .execute()
}

function toFile(row: Selectable<FilesTable>): File {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    workspaceId: row.workspace_id,
    author: { objectId: row.author_id, name: row.author_name },
    subject: (row.subject as Subject | null) ?? undefined,
    audience: row.audience as File['audience'],
    source: JSON.parse(row.source) as FileSource,
    state: row.state as FileState,
    name: row.name,
    contentType: row.content_type,
    size: row.size,
  }
}
