import type { Kysely } from 'kysely'
import { table } from './columns.ts'

/** Who confirmed who does what. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'responsibility_confirmations', [
    'workspace_id text',
    'tenant_id text',
    'object_id text',
    'name text',
    'confirmed_at bigint',
  ])
    .addPrimaryKeyConstraint('responsibility_confirmations_key', ['workspace_id'])
    .execute()
}
