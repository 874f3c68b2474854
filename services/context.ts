import type { Db } from './db/connect.ts'

/** What the verbs work with. Each asks only for what it uses: `Pick<Services, 'db' | 'now'>`. */
export interface Services {
  readonly db: Db
  /** Milliseconds since 1970. The only clock. */
  readonly now: () => number
  readonly silenceMs: number
}
