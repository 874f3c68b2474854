import type { Kysely } from 'kysely'
import { table } from './columns.ts'

/** What is promised of tickets, and whether it was kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'sla_promises', [
    'ticket_id text',
    'kind text',
    'started_at bigint',
    'due_at bigint?',
    'state text',
    'ended_at bigint?',
    'warned integer',
  ])
    .addPrimaryKeyConstraint('sla_promises_key', ['ticket_id', 'kind', 'started_at'])
    .execute()
  await db.schema.createIndex('sla_promises_started').on('sla_promises').column('started_at').execute()
}
