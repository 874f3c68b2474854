import type { Kysely } from 'kysely'
import { addColumns, table } from './columns.ts'

/** What a company's ticket system has of a ticket beside its entries, the chat that it came from and files; what it refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'itsm_links', ['enclosed text?', 'refused text?'])
  // Something may be under way there whose answer nobody waits for any more.
  await table(db, 'itsm_writes', ['ticket_id text', 'began_at bigint'])
    .addPrimaryKeyConstraint('itsm_writes_key', ['ticket_id'])
    .execute()
}
