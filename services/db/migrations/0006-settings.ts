import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/**
 * Settings: versions that never change, which of them is active, and a draft for each who
 * changes them. Open handoffs are paged by
 * another index, so that each chat writes one less.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index if exists handoffs_unsettled`.execute(db)
  await addColumns(db, 'workspaces', ['settings_version integer=0'])
  await table(db, 'settings_versions', [
    'workspace_id text',
    'version integer',
    'document text',
    'based_on integer',
    'author_id text',
    'author_name text',
    'created_at bigint',
  ])
    .addPrimaryKeyConstraint('settings_versions_key', ['workspace_id', 'version'])
    .execute()
  await table(db, 'settings_drafts', [
    'workspace_id text',
    'revision text',
    'document text',
    'based_on integer',
    'author_id text',
    'author_name text',
    'saved_at bigint',
  ])
    .addPrimaryKeyConstraint('settings_drafts_key', ['workspace_id', 'author_id'])
    .execute()
}
