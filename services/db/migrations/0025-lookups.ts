import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** Who looked at somebody's account and devices, and why (F25). What was seen is kept nowhere. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'lookups', [
    'id text',
    'workspace_id text',
    'tenant_id text',
    'operator_id text',
    'operator_name text',
    'person_id text',
    'person_name text',
    'reason text',
    'at bigint',
  ])
    .addPrimaryKeyConstraint('lookups_key', ['id'])
    .execute()
  await sql`create index lookups_operator on lookups (operator_id, tenant_id, at)`.execute(db)
  await sql`create index lookups_person on lookups (person_id, tenant_id, at)`.execute(db)
  await sql`create index lookups_old on lookups (at)`.execute(db)
}
