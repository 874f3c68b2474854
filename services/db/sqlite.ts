import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite'
import { type Dialect, SqliteDialect } from 'kysely'

/**
 * The embedded store, one file. WAL with `synchronous=FULL`: what was committed survives `kill -9` and a power cut.
 * The only file that knows which SQLite package we use; node:sqlite replaces it on Node >= 22.13.
 */
export function sqliteDialect(file: string): Dialect {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const database = new DatabaseSync(file)
  for (const pragma of ['journal_mode=WAL', 'synchronous=FULL', 'busy_timeout=5000']) {
    database.exec(`pragma ${pragma}`)
  }
  return new SqliteDialect({ database: asKyselyWantsIt(database) })
}

/** Kysely speaks better-sqlite3's dialect: a statement tells whether it returns rows. Statements are kept: preparing costs more than running. */
function asKyselyWantsIt(database: InstanceType<typeof DatabaseSync>) {
  const kept = new Map<string, StatementSyncInstance>()
  return {
    close: () => database.close(),
    prepare(text: string) {
      let statement = kept.get(text)
      if (statement === undefined) {
        statement = database.prepare(text)
        if (kept.size < 500) kept.set(text, statement)
      }
      const prepared = statement
      return {
        reader: prepared.columns().length > 0,
        all: (parameters: readonly unknown[]) => prepared.all(...(parameters as never[])),
        run: (parameters: readonly unknown[]) => prepared.run(...(parameters as never[])),
        iterate: (parameters: readonly unknown[]) => prepared.iterate(...(parameters as never[])),
      }
    },
  }
}
