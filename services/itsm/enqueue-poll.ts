import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { hasJobs } from '../jobs/pending.ts'
import { MINUTE_MS } from '../time.ts'
import { listWorkspaces } from '../workspaces/store.ts'
import type { ItsmJobs } from './jobs.ts'
import { ensureWatch } from './watch.ts'

/** After it was given up: the connection is wrong, and somebody mends it. */
const AFTER_FAULT_MS = 5 * MINUTE_MS

/** Asks at once what changed in a workspace's ticket system: « Synchroniser maintenant », or other settings. */
export async function enqueuePoll({ db, now }: Pick<Services, 'db' | 'now'>, workspaceId: string): Promise<void> {
  await enqueue<ItsmJobs>(db, { task: 'itsm.poll', lane: laneOf(workspaceId), payload: { workspaceId } }, now())
}

export async function planPoll(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  inMs: number,
): Promise<void> {
  const lane = laneOf(workspaceId)
  const timer = { dueAt: now() + inMs, timerKey: lane }
  await enqueue<ItsmJobs>(db, { task: 'itsm.poll', lane, payload: { workspaceId }, ...timer }, now())
}

/** Out of turn. It has a timer of its own: neither a poll that is under way, nor who asks for a later one, puts this one off. */
export async function pollSoon(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  dueAt: number,
): Promise<void> {
  const lane = laneOf(workspaceId)
  const timer = { dueAt, timerKey: `${lane} ${dueAt}` }
  await enqueue<ItsmJobs>(db, { task: 'itsm.poll', lane, payload: { workspaceId }, ...timer }, now())
}

/** The next time, where this one came to nothing. */
export async function pollLater(services: Pick<Services, 'db' | 'now'>, workspaceId: string): Promise<void> {
  await planPoll(services, workspaceId, AFTER_FAULT_MS)
}

/** Sees to it that each workspace with a ticket system is asked, whichever replica starts. */
export async function schedulePolls(services: Pick<Services, 'db' | 'now' | 'settingsOf'>): Promise<void> {
  const { db } = services
  for (const workspace of await listWorkspaces(db)) {
    const settings = await services.settingsOf(db, workspace)
    const { ticketSystem } = settings
    if (ticketSystem !== null) await ensureWatch(services, workspace.id, settings)
    if (ticketSystem === null || ticketSystem.sync === 'manual') continue
    if (!(await hasJobs(db, laneOf(workspace.id)))) await enqueuePoll(services, workspace.id)
  }
}

function laneOf(workspaceId: string): string {
  return `poll:${workspaceId}`
}
