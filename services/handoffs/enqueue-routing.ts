import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { HandoffJobs } from './jobs.ts'

/**
 * Enqueues a pass of routing, wherever a desk of the workspace offers its chats to one analyst at a time. Asked for whenever a
 * chat begins to wait, or somebody has room for one: never only by a clock.
 */
export async function enqueueRouting(
  { db, now, rulesOf }: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  workspaceId: string,
): Promise<void> {
  if ((await rulesOf(db, workspaceId)).offerTiers.length === 0) return
  // One lane: two passes at once would count the same room twice.
  const lane = `route:${workspaceId}`
  await enqueue<HandoffJobs>(db, { task: 'queue.route', lane, payload: { workspaceId } }, now())
}
