import { Kysely, Migrator } from 'kysely'
import * as start from './migrations/0001-start.ts'
import type { Database } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'

/** The store, or a transaction on it: a verb takes either, whoever calls it decides what belongs together. */
export type Db = Kysely<Database>

/** Opens the store and brings its schema up to date. Inside a transaction use only the transaction: the file has one writer. */
export async function connect(file: string): Promise<Db> {
  const db = new Kysely<Database>({ dialect: sqliteDialect(file) })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ '0001-start': start }) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) {
    await db.destroy()
    throw error
  }
  return db
}
