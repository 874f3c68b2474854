import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/**
 * Timers with a key, who may settle a desk, where a file is shown, and indexes for what is counted or paged.
 * Additions only: the version before goes on beside this one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'jobs', ['timer_key text?'])
  await sql`create unique index jobs_timer_key on jobs (timer_key) where timer_key is not null`.execute(db)

  await table(db, 'service_administrators', ['tenant_id text', 'object_id text', 'since bigint'])
    .addPrimaryKeyConstraint('service_administrators_key', ['tenant_id', 'object_id'])
    .execute()
  await table(db, 'claim_codes', ['id integer', 'code text'])
    .addPrimaryKeyConstraint('claim_codes_key', ['id'])
    .execute()

  await addColumns(db, 'files', ['shown_at text?'])
  await table(db, 'file_pieces', ['file_id text', 'n integer', 'bytes bytes'])
    .addPrimaryKeyConstraint('file_pieces_key', ['file_id', 'n'])
    .execute()
  await sql`insert into file_pieces (file_id, n, bytes) select file_id, 0, bytes from file_contents`.execute(db)
  await sql`create index handoffs_requester on handoffs (tenant_id, requester_id, queued_at)`.execute(db)
  await sql`create index tickets_unsettled on tickets (workspace_id, id)
    where state in ('new', 'in-progress', 'on-hold')`.execute(db)
  await sql`create index handoffs_unsettled on handoffs (workspace_id, id)
    where state in ('queued', 'active')`.execute(db)
}
