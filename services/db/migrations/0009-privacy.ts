import type { Kysely } from 'kysely'
import { table } from './columns.ts'

/** Of whom nothing may be erased. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'legal_holds', ['tenant_id text', 'object_id text', 'reason text', 'since bigint'])
    .addPrimaryKeyConstraint('legal_holds_key', ['tenant_id', 'object_id'])
    .execute()
}
