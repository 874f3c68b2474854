import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { repeated } from '../jobs/repeated.ts'
import { HOUR_MS } from '../time.ts'
import { listDesks } from '../workspaces/store.ts'
import type { DeskJobs } from './jobs.ts'

const LANE = 'rosters'
const MOST_DESKS = 100

/** The look at all rosters. */
export const rosterRounds = repeated<DeskJobs>('desk.rosters', { lane: LANE, everyMs: HOUR_MS })

/** Enqueues a look at a desk's roster. */
export async function enqueueRoster({ db, now }: Pick<Services, 'db' | 'now'>, deskId: string): Promise<void> {
  await enqueue<DeskJobs>(db, { task: 'desk.roster', lane: `roster:${deskId}`, payload: { deskId } }, now())
}

/** Enqueues a look at each desk's roster and at who should have gone home, and the next round. */
export async function planRosters(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { after = '' }: DeskJobs['desk.rosters'],
): Promise<void> {
  const desks = await listDesks(db, after, MOST_DESKS)
  for (const { id } of desks) {
    await enqueueRoster({ db, now }, id)
    await enqueue<DeskJobs>(db, { task: 'desk.shifts', lane: `shifts:${id}`, payload: { deskId: id } }, now())
  }
  const last = desks.at(-1)
  if (last !== undefined && desks.length === MOST_DESKS) {
    const payload = { after: last.id }
    await enqueue<DeskJobs>(db, { task: 'desk.rosters', lane: LANE, payload }, now())
  } else await rosterRounds.planNext({ db, now })
}
