import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/** Incidents that hit many: what everybody is told of them, and who wants to hear how it goes on (F21). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'tickets', ['announcement text?'])
  await sql`create index tickets_announced on tickets (workspace_id) where announcement is not null`.execute(db)
  await table(db, 'ticket_followers', ['ticket_id text', 'tenant_id text', 'object_id text', 'followed_at bigint'])
    .addPrimaryKeyConstraint('ticket_followers_key', ['ticket_id', 'object_id'])
    .execute()
  await sql`create index ticket_followers_person on ticket_followers (tenant_id, object_id)`.execute(db)
}
