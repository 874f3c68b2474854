import { type Kysely, sql } from 'kysely'

/** What a desk's console lists of its workspace, the last touched first, and what its activity counts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index tickets_touched on tickets (workspace_id, updated_at, id)`.execute(db)
  await sql`create index handoffs_asked on handoffs (workspace_id, queued_at)`.execute(db)
}
