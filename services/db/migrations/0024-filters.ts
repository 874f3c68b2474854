import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** How an analyst wants a console's incidents shown, under a name of their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'ticket_filters', [
    'id text',
    'desk_id text',
    'tenant_id text',
    'object_id text',
    'name text',
    'query text',
  ])
    .addPrimaryKeyConstraint('ticket_filters_key', ['id'])
    .execute()
  await sql`create unique index ticket_filters_name on ticket_filters (object_id, tenant_id, desk_id, name)`.execute(db)
}
