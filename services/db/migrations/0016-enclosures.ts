import type { Kysely } from 'kysely'
import { addColumns } from './columns.ts'

/** What a company's ticket system has of a ticket beside its entries, the chat that it came from and files; what it refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'itsm_links', ['enclosed text?', 'refused text?'])
}
