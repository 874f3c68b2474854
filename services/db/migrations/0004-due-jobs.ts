import { type Kysely, sql } from 'kysely'

/**
 * For the first job of a lane only the lane's index will do: this one, which a statement that asks for no time of being
 * due cannot use, would make every claim read all that waits.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index jobs_due`.execute(db)
  await sql`create index jobs_due on jobs (due_at) where state = 'ready' and due_at >= 0`.execute(db)
}
