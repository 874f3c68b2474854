import { type Kysely, sql } from 'kysely'

/** A job whose time is still to come is a timer until then: those who look for the first job of each lane pass it by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index jobs_timers on jobs (due_at) where state = 'timer'`.execute(db)
  await sql`drop index jobs_due`.execute(db)
}
