import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** What came of verifying the audit's chain, and how far a check under way has come. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'audit_checks', [
    'id text',
    'started_at bigint',
    'touched_at bigint',
    'ended_at bigint?',
    'checked bigint',
    'head text',
    'broken_at bigint?',
  ])
    .addPrimaryKeyConstraint('audit_checks_key', ['id'])
    .execute()
  await sql`create index audit_checks_started on audit_checks (started_at)`.execute(db)
}
