import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** Who is signed in with a browser. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'sessions', [
    'token_hash text',
    'tenant_id text',
    'object_id text',
    'name text',
    'began_at bigint',
    'expires_at bigint',
  ])
    .addPrimaryKeyConstraint('sessions_key', ['token_hash'])
    .execute()
  await sql`create index sessions_person on sessions (tenant_id, object_id)`.execute(db)
}
