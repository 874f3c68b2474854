import { type Kysely, sql } from 'kysely'
import { addColumns } from './columns.ts'

/**
 * What a desk's console lists of its workspace, the last touched first, and what its activity counts. Their times come first: with
 * the workspace first, SQLite would take them for what the partial indexes of what is open are there for.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index tickets_touched on tickets (updated_at, workspace_id)`.execute(db)
  await sql`create index handoffs_asked on handoffs (queued_at, workspace_id)`.execute(db)
  await addColumns(db, 'requests', ['ended_at bigint?'])
  // When it ended nobody wrote down before.
  await sql`update requests set ended_at = made_at where state <> 'awaiting'`.execute(db)
  await sql`create index approval_deputies_deputy on approval_deputies (tenant_id, deputy_id)`.execute(db)
}
