import type { Kysely } from 'kysely'
import { table } from './columns.ts'

/** What people think of how they were helped. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'feedback', [
    'about text',
    'tenant_id text',
    'author_id text',
    'author_name text',
    'workspace_id text',
    'verdict text?',
    'text text',
    'given_at bigint',
  ])
    .addPrimaryKeyConstraint('feedback_key', ['about', 'tenant_id', 'author_id'])
    .execute()
  await db.schema.createIndex('feedback_by_workspace').on('feedback').columns(['workspace_id', 'given_at']).execute()
}
