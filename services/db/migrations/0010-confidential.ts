import type { Kysely } from 'kysely'
import { addColumns } from './columns.ts'

/** Incidents that only named analysts read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'tickets', ['confidential integer=0'])
}
