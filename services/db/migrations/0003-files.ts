import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** Files and pictures that come with messages, their bytes apart, and the key that signs the links to them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'files', [
    'id text',
    'tenant_id text',
    'workspace_id text',
    'author_id text',
    'author_name text',
    'activity_id text',
    'subject text?',
    'audience text',
    'source text',
    'state text',
    'name text',
    'content_type text',
    'size bigint',
    'shown text?',
    'created_at bigint',
  ])
    .addPrimaryKeyConstraint('files_key', ['id'])
    .execute()
  await sql`create index files_message on files (activity_id, author_id)`.execute(db)
  await sql`create index files_author on files (author_id, created_at)`.execute(db)
  await sql`create index files_created on files (created_at)`.execute(db)
  await table(db, 'file_contents', ['file_id text', 'bytes bytes'])
    .addPrimaryKeyConstraint('file_contents_key', ['file_id'])
    .execute()
  await table(db, 'signing_keys', ['name text', 'key text'])
    .addPrimaryKeyConstraint('signing_keys_key', ['name'])
    .execute()
}
