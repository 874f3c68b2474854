import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Handoff } from './handoff.ts'
import type { HandoffJobs } from './jobs.ts'

/**
 * Enqueues a pass of routing (`queues/route.ts`), wherever a desk of the workspace offers its chats to one analyst at a time.
 * Asked for whenever a chat begins to wait, or somebody has room for one: never only by a clock.
 */
export async function enqueueRouting(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  workspaceId: string,
): Promise<void> {
  if ((await services.rulesOf(services.db, workspaceId)).offerTiers.length > 0) await enqueuePass(services, workspaceId)
}

/** The same whether or not any desk offers its chats: the pass looks. `dueAt`: then, not at once. */
export async function enqueuePass(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  dueAt = now(),
): Promise<void> {
  // One lane: two passes at once would count the same room twice.
  const lane = `route:${workspaceId}`
  await enqueue<HandoffJobs>(
    db,
    { task: 'queue.route', lane, payload: { workspaceId }, dueAt, timerKey: `${lane} ${dueAt}` },
    now(),
  )
}

/** A chat ended: what follows from it for its analyst and its incident, and then a pass, in the order of the passes. */
export async function enqueueEnded(
  { db, now, rulesOf }: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { id, workspaceId, ticketId }: Pick<Handoff, 'id' | 'workspaceId' | 'ticketId'>,
): Promise<void> {
  if (ticketId === undefined && (await rulesOf(db, workspaceId)).offerTiers.length === 0) return
  const lane = `route:${workspaceId}`
  await enqueue<HandoffJobs>(db, { task: 'handoff.ended', lane, payload: { handoffId: id } }, now())
}

/** Longer than any turn takes: whoever was admitted by the rules of before has written by then. */
const SETTLED_MS = 12_000

/** Other settings are in force: a pass at once, and one for what was under way by those of before. */
export async function enqueueRoutingAnew(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  workspaceId: string,
): Promise<void> {
  await enqueueRouting(services, workspaceId)
  await enqueuePass(services, workspaceId, services.now() + SETTLED_MS)
}
