import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** What an operator had a device do, and what came of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'device_actions', [
    'id text',
    'workspace_id text',
    'tenant_id text',
    'operator_id text',
    'person_id text',
    'device_id text',
    'device_name text',
    'action text',
    'state text',
    'asked_at bigint',
    'sent_at bigint?',
    'ended_at bigint?',
  ])
    .addPrimaryKeyConstraint('device_actions_key', ['id'])
    .execute()
  await sql`create index device_actions_old on device_actions (asked_at)`.execute(db)
}
