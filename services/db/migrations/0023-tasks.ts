import type { Kysely } from 'kysely'
import { addColumns } from './columns.ts'

/** What is done to fulfil a request, one after the other. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'tickets', ['tasks text?'])
}
