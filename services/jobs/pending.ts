import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

const MOST_AT_ONCE = 500

/**
 * The jobs of a lane that would do the very same work: same task, same payload. Whoever reads the facts after this does
 * the work of all of them (deduplication of refreshes), so a card does not fall behind where Teams is slow.
 */
export async function sameJobs(
  db: Db,
  { task, lane, payload }: { readonly task: string; readonly lane: string; readonly payload: object },
): Promise<readonly { readonly id: number }[]> {
  return await db
    .selectFrom('jobs')
    .select('id')
    .where('lane', '=', lane)
    .where('task', '=', task)
    .where('payload', '=', JSON.stringify(payload))
    .where(sql<boolean>`state = 'ready'`)
    .orderBy('id')
    .limit(MOST_AT_ONCE)
    .execute()
}

/** Whether a lane has work to do, now or later. */
export async function hasJobs(db: Db, lane: string): Promise<boolean> {
  const row = await db
    .selectFrom('jobs')
    .select('id')
    .where('lane', '=', lane)
    .where('state', 'in', ['ready', 'timer'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets all that a lane still has to do. */
export async function clearLane(db: Db, lane: string): Promise<void> {
  await db.deleteFrom('jobs').where('lane', '=', lane).where('state', 'in', ['ready', 'timer']).execute()
}

/** Forgets what was given up, and what could not be known, before then. */
export async function forgetOldJobs(db: Db, before: number): Promise<void> {
  await db.deleteFrom('jobs').where('state', '=', 'given-up').where('created_at', '<', before).execute()
  await db.deleteFrom('uncertain_deliveries').where('at', '<', before).execute()
}
