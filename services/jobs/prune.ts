import { forgetSeen } from '../activities/seen.ts'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { forgetFiles } from '../files/store.ts'
import { enqueue } from './enqueue.ts'

const EVERY_MS = 3_600_000
const KEEP_MS = 30 * 24 * 3_600_000
const STRAY_MS = 24 * 3_600_000
const KEEP_FILES_MS = 90 * 24 * 3_600_000
const LANE = 'upkeep'

/** Sees to it that what nobody needs any more goes, every hour, whichever replica's turn it is. */
export async function schedulePrune(services: Pick<Services, 'db' | 'now'>): Promise<void> {
  const promised = await services.db
    .selectFrom('jobs')
    .select('id')
    .where('lane', '=', LANE)
    .where('state', 'in', ['ready', 'timer'])
    .limit(1)
    .execute()
  if (promised.length > 0) return
  await enqueue(services.db, { task: 'store.prune', lane: LANE, payload: {} }, services.now())
}

/** Forgets what was seen long ago, and what was given up. Replicas that started together leave one timer between them. */
export async function prune({ db, now }: Pick<Services, 'db' | 'now'>): Promise<(tx: Db) => Promise<void>> {
  const before = now() - KEEP_MS
  await forgetSeen(db, now())
  await db.deleteFrom('jobs').where('state', '=', 'given-up').where('created_at', '<', before).execute()
  await db.deleteFrom('uncertain_deliveries').where('at', '<', before).execute()
  await forgetFiles(db, now() - STRAY_MS, now() - KEEP_FILES_MS)
  await db.deleteFrom('early_edits').where('came_at', '<', before).execute()
  return async (tx) => {
    await tx.deleteFrom('jobs').where('lane', '=', LANE).where('state', 'in', ['ready', 'timer']).execute()
    await promisePrune({ db: tx, now })
  }
}

/** The next time, in an hour; also where this time came to nothing. */
export async function promisePrune({ db, now }: Pick<Services, 'db' | 'now'>): Promise<void> {
  await enqueue(db, { task: 'store.prune', lane: LANE, payload: {}, dueAt: now() + EVERY_MS }, now())
}
