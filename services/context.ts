import type { Db } from './db/connect.ts'
import type { Links } from './files/link.ts'
import type { SettingsReader } from './settings/read.ts'

/** What the verbs work with. Each asks only for what it uses: `Pick<Services, 'db' | 'now'>`. */
export interface Services {
  readonly db: Db
  /** Milliseconds since 1970. The only clock. */
  readonly now: () => number
  /** The settings in force in a workspace. */
  readonly settingsOf: SettingsReader
  /** How long an employee of a workspace may be silent before each warning, in milliseconds (S0.23). */
  readonly silenceMs: (db: Db, workspaceId: string) => Promise<number>
  /** Where files are offered; `undefined` where the world cannot reach us. */
  readonly links: Links | undefined
}
