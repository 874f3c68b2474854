import { DEFAULT_MIGRATION_TABLE, Kysely, type Migration, Migrator, sql } from 'kysely'
import type { Database } from '../tables.ts'
import * as start from './migrations/0001-start.ts'
import * as fleet from './migrations/0002-fleet.ts'
import * as files from './migrations/0003-files.ts'
import * as timers from './migrations/0004-timers.ts'
import * as house from './migrations/0005-house.ts'
import * as settings from './migrations/0006-settings.ts'
import * as shares from './migrations/0007-shares.ts'
import * as audit from './migrations/0008-audit.ts'
import * as privacy from './migrations/0009-privacy.ts'
import * as confidential from './migrations/0010-confidential.ts'
import * as workspaces from './migrations/0011-workspaces.ts'
import * as tiers from './migrations/0012-tiers.ts'
import * as clocks from './migrations/0013-clocks.ts'
import * as routing from './migrations/0014-routing.ts'
import * as ticketSystems from './migrations/0015-ticket-systems.ts'
import * as enclosures from './migrations/0016-enclosures.ts'
import * as sessions from './migrations/0017-sessions.ts'
import * as catalogue from './migrations/0018-catalogue.ts'
import * as approvals from './migrations/0019-approvals.ts'
import * as consoles from './migrations/0020-console.ts'
import * as announcements from './migrations/0021-announcements.ts'
import * as auditChecks from './migrations/0022-audit-checks.ts'
import * as tasks from './migrations/0023-tasks.ts'
import * as filters from './migrations/0024-filters.ts'
import * as lookups from './migrations/0025-lookups.ts'
import * as deviceActions from './migrations/0026-device-actions.ts'
import * as groups from './migrations/0027-groups.ts'
import * as clients from './migrations/0028-clients.ts'
import * as feedback from './migrations/0029-feedback.ts'
import * as sla from './migrations/0030-sla.ts'
import * as responsibilities from './migrations/0031-responsibilities.ts'
import { MIGRATING, postgresDialect } from './postgres.ts'
import { type SqliteOptions, sqliteDialect } from './sqlite.ts'

/** The store, or a transaction on it: a verb takes either, whoever calls it decides what belongs together. */
export type Db = Kysely<Database>

/**
 * Opens the store, `sqlite:<file>` or `postgres://…`, and brings its schema up to date.
 * Inside a transaction use only the transaction: a file has one writer.
 */
export async function connect(url: string, options: SqliteOptions = {}): Promise<Db> {
  const file = /^sqlite:(.+)/.exec(url)?.[1]
  const db = new Kysely<Database>({ dialect: file === undefined ? postgresDialect(url) : sqliteDialect(file, options) })
  const migrating = file === undefined ? new Kysely<Database>({ dialect: postgresDialect(url, MIGRATING) }) : db
  try {
    await migrate(migrating)
  } catch (error) {
    await db.destroy()
    throw error
  } finally {
    if (migrating !== db) await migrating.destroy()
  }
  return db
}

async function migrate(db: Db): Promise<void> {
  // Must run before the migrator: that one holds the only connection in a transaction.
  const migrations = await knownMigrations(db)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-start': start,
  '0002-fleet': fleet,
  '0003-files': files,
  '0004-timers': timers,
  '0005-house': house,
  '0006-settings': settings,
  '0007-shares': shares,
  '0008-audit': audit,
  '0009-privacy': privacy,
  '0010-confidential': confidential,
  '0011-workspaces': workspaces,
  '0012-tiers': tiers,
  '0013-clocks': clocks,
  '0014-routing': routing,
  '0015-ticket-systems': ticketSystems,
  '0016-enclosures': enclosures,
  '0017-sessions': sessions,
  '0018-catalogue': catalogue,
  '0019-approvals': approvals,
  '0020-console': consoles,
  '0021-announcements': announcements,
  '0022-audit-checks': auditChecks,
  '0023-tasks': tasks,
  '0024-filters': filters,
  '0025-lookups': lookups,
  '0026-device-actions': deviceActions,
  '0027-groups': groups,
  '0028-clients': clients,
  '0029-feedback': feedback,
  '0030-sla': sla,
  '0031-responsibilities': responsibilities,
}

/** Ours, and in name those of a newer version that has been here: its additions are none of our business. */
async function knownMigrations(db: Kysely<Database>): Promise<Record<string, Migration>> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return MIGRATIONS
  const done = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db)
  return { ...Object.fromEntries(done.rows.map(({ name }) => [name, { up: async () => {} }])), ...MIGRATIONS }
}
