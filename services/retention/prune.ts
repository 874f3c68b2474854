import { forgetShares } from '../access/shares.ts'
import { forgetEarlyEdits } from '../admission/early-edit.ts'
import { forgetSeen, KEEP_SEEN_MS } from '../admission/seen.ts'
import { tendApprovals } from '../approvals/tend.ts'
import { tendDrafts } from '../catalogue/remind.ts'
import type { Services } from '../context.ts'
import { forgetFiles } from '../files/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { clearLane, forgetOldJobs, hasJobs } from '../jobs/pending.ts'
import { repeated } from '../jobs/repeated.ts'
import type { Afterwards } from '../jobs/task.ts'
import { KEEP_LOOKUPS_MS } from '../lookups/lookup.ts'
import { forgetLookups } from '../lookups/store.ts'
import { forgetOneTime } from '../onetime/store.ts'
import { forgetHelpers } from '../people/store.ts'
import { listHeld } from '../privacy/kit.ts'
import { forgetQuarantined } from '../quarantine/store.ts'
import { forgetSessions } from '../sessions/store.ts'
import { DAY_MS, HOUR_MS } from '../time.ts'
import { forgetCodes, INVITATION_MS } from '../workspaces/personal-accounts.ts'
import { forgetOld } from './forget-old.ts'
import type { RetentionJobs } from './jobs.ts'

const KEEP_MS = 30 * DAY_MS
/** Files that came before a chat or an incident and never found one. */
const KEEP_STRAY_FILES_MS = DAY_MS
const KEEP_FILES_MS = 90 * DAY_MS
const LANE = 'upkeep'

export const pruneRounds = repeated<RetentionJobs>('store.prune', { lane: LANE, everyMs: HOUR_MS })

/** Prunes at once, where no replica has a timer for it yet. */
export async function schedulePrune(services: Pick<Services, 'db' | 'now'>): Promise<void> {
  if (await hasJobs(services.db, LANE)) return
  await enqueue<RetentionJobs>(services.db, { task: 'store.prune', lane: LANE, payload: {} }, services.now())
}

/** Retention: each noun forgets what is old. Replicas that started together leave one timer between them. */
export async function prune(services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>): Promise<Afterwards> {
  const { db, now } = services
  const before = now() - KEEP_MS
  await forgetSeen(db, now() - KEEP_SEEN_MS)
  await forgetOldJobs(db, before)
  await forgetFiles(db, {
    strayBefore: now() - KEEP_STRAY_FILES_MS,
    before: now() - KEEP_FILES_MS,
    held: await listHeld(db),
  })
  await forgetEarlyEdits(db, before)
  await forgetShares(db, now())
  await forgetCodes(db, now() - INVITATION_MS)
  await forgetHelpers(db, before)
  await forgetQuarantined(db, now() - DAY_MS)
  await forgetOneTime(db, now() - DAY_MS)
  await forgetSessions(db, now())
  await forgetLookups(db, now() - KEEP_LOOKUPS_MS, await listHeld(db))
  // What one noun cannot do keeps none of the others from it.
  const ends = await Promise.allSettled([tendDrafts(services), tendApprovals(services), forgetOld(services)])
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return async (tx) => {
    await clearLane(tx, LANE)
    await pruneRounds.planNext({ db: tx, now })
  }
}
