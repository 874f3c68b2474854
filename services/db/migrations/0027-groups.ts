import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** Groups of the directory that settings name, and who is in them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'groups', [
    'tenant_id text',
    'group_id text',
    'name text',
    'read_at bigint?',
    'trouble text?',
    'size integer',
    'watched_at bigint',
  ])
    .addPrimaryKeyConstraint('groups_key', ['tenant_id', 'group_id'])
    .execute()
  await table(db, 'group_members', ['tenant_id text', 'group_id text', 'object_id text'])
    .addPrimaryKeyConstraint('group_members_key', ['tenant_id', 'group_id', 'object_id'])
    .execute()
  await sql`create index group_members_person on group_members (tenant_id, object_id)`.execute(db)
}
