import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** What people began to ask for; what is asked for most; how each wants the catalogue shown. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'drafts', [
    ...(['id text', 'tenant_id text', 'object_id text', 'workspace_id text', 'item_id text'] as const),
    ...(['answers text', 'form text', 'page integer', 'updated_at bigint', 'reminded_at bigint?'] as const),
  ])
    .addPrimaryKeyConstraint('drafts_key', ['id'])
    .execute()
  await sql`create index drafts_person on drafts (tenant_id, object_id)`.execute(db)
  await table(db, 'item_uses', ['workspace_id text', 'item_id text', 'uses integer'])
    .addPrimaryKeyConstraint('item_uses_key', ['workspace_id', 'item_id'])
    .execute()
  await table(db, 'catalogue_views', ['tenant_id text', 'object_id text', 'view text'])
    .addPrimaryKeyConstraint('catalogue_views_key', ['tenant_id', 'object_id'])
    .execute()
}
