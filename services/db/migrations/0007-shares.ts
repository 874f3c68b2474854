import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** Shares are counted in rows of their own, so that a chat writes one index less. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index if exists handoffs_requester`.execute(db)
  await table(db, 'shares', ['tenant_id text', 'object_id text', 'share text', 'drained_at bigint'])
    .addPrimaryKeyConstraint('shares_key', ['tenant_id', 'object_id', 'share'])
    .execute()
}
