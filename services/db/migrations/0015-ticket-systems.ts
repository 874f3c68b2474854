import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/** A company's own ticket system: which of our tickets is which of theirs, how far each workspace is in step, who is who there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Empty: the service's own.
  await addColumns(db, 'tickets', ['system text?'])
  await table(db, 'itsm_links', [
    'ticket_id text',
    'system text',
    'remote_id text',
    'base text',
    'pending text?',
    'pushed_entry bigint',
  ])
    .addPrimaryKeyConstraint('itsm_links_key', ['ticket_id'])
    .addUniqueConstraint('itsm_links_remote', ['system', 'remote_id'])
    .execute()
  await table(db, 'itsm_states', [
    'workspace_id text',
    'system text',
    'cursor text?',
    'polled_at bigint?',
    'failing_since bigint?',
    'failures integer=0',
    'last_error text?',
    'open_until bigint?',
  ])
    .addPrimaryKeyConstraint('itsm_states_key', ['workspace_id'])
    .execute()
  await table(db, 'itsm_people', ['system text', 'remote_id text', 'tenant_id text', 'object_id text'])
    .addPrimaryKeyConstraint('itsm_people_key', ['system', 'tenant_id', 'remote_id'])
    .execute()
  await sql`create index itsm_people_ours on itsm_people (tenant_id, object_id)`.execute(db)
}
