import type { Services } from '../context.ts'
import { transact } from '../db/transact.ts'

/** The heartbeat of a runner, and how long it is valid. Replicas' clocks may differ by up to 4 s. */
export const BEAT_MS = 1_000
const BELIEVED_MS = 5_000

/** Writes this runner's heartbeat, and releases the leases of runners whose heartbeat has stopped: they were killed. */
export async function beat({ db, now }: Pick<Services, 'db' | 'now'>, runnerId: string): Promise<void> {
  const alive_until = now() + BELIEVED_MS
  await db
    .insertInto('runners')
    .values({ id: runnerId, alive_until })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ alive_until }))
    .execute()
  const dead = await db.selectFrom('runners').select('id').where('alive_until', '<', now()).execute()
  for (const { id } of dead) await release({ db }, id)
}

/** Releases the leases that a runner holds: it is dead, or it stops. */
export async function release({ db }: Pick<Services, 'db'>, runnerId: string): Promise<void> {
  await transact(db, async (tx) => {
    await tx
      .updateTable('jobs')
      .set({ claimed_until: 0 })
      .where('claimed_by', '=', runnerId)
      .where('claimed_until', '>', 0)
      .execute()
    await tx.deleteFrom('runners').where('id', '=', runnerId).execute()
  })
}

/** A file has one process (see the lock in db/sqlite.ts): at its start every runner of before is dead. */
export async function releaseAll({ db }: Pick<Services, 'db'>): Promise<void> {
  const before = await db.selectFrom('runners').select('id').execute()
  for (const { id } of before) await release({ db }, id)
}
