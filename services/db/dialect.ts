import { type Kysely, PostgresAdapter } from 'kysely'

/** Which of the two stores it is, for the little that they say differently. */
export function isPostgres<Tables>(db: Kysely<Tables>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}
