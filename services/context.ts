import type { Db } from './db/connect.ts'
import type { Links } from './files/link.ts'

/** What the verbs work with. Each asks only for what it uses: `Pick<Services, 'db' | 'now'>`. */
export interface Services {
  readonly db: Db
  /** Milliseconds since 1970. The only clock. */
  readonly now: () => number
  readonly silenceMs: number
  /** Where files are offered; `undefined` where the world cannot reach us. */
  readonly links: Links | undefined
}
