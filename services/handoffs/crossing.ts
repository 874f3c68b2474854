import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Crossing, HandoffJobs } from './jobs.ts'

/** Longer than any turn takes: whatever was under way is written by then. */
const SETTLED_MS = 12_000

/**
 * Resolves a race: somebody corrected a message, or took it back, and it was not there. It may be on its way in another
 * turn, which looked for corrections before ours was written: we look for the message again when that turn is over.
 */
export async function settleLater({ db, now }: Pick<Services, 'db' | 'now'>, crossing: Crossing): Promise<void> {
  const lane = `crossing:${crossing.activityId}/${crossing.authorId}`
  const dueAt = now() + SETTLED_MS
  await enqueue<HandoffJobs>(db, { task: 'crossing.settle', lane, payload: crossing, dueAt }, now())
}
