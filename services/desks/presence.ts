import type { Services } from '../context.ts'
import { handoffSubject, sideOf } from '../handoffs/handoff.ts'
import type { HandoffNotice } from '../handoffs/jobs.ts'
import { changeHandoff, listOpenHandoffs } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { isOnline } from '../workspaces/duty.ts'
import { getWorkspace, listDesksOf } from '../workspaces/store.ts'
import { type Desk, deskOfTier, FIRST_TIER } from '../workspaces/workspace.ts'
import type { DeskJobs } from './jobs.ts'

const PAGE = 50
/** Presence that lasts so long is told. */
const SETTLED_MS = 1_000

/** Enqueues the news that somebody is there again, or nobody any more. Debounced: whoever presses on and off and on tells nobody. */
export async function enqueuePresence(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier }: Pick<Desk, 'workspaceId' | 'tier'>,
  online: boolean,
): Promise<void> {
  const lane = `desk:${workspaceId}`
  const timer = { dueAt: now() + SETTLED_MS, timerKey: `${lane} presence ${tier}` }
  await enqueue<DeskJobs>(db, { task: 'desk.presence', lane, payload: { workspaceId, tier, online }, ...timer }, now())
}

/** Brings the change of presence to a page of those who wait; where all analysts left, with a new message that rings. */
export async function tellPresence(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier = FIRST_TIER, online, afterRequester = '' }: DeskJobs['desk.presence'],
): Promise<void> {
  const { db, now } = services
  // Presence changed again meanwhile: the job of that change says so.
  if ((await isOnline(db, workspaceId, tier)) !== online) return
  const desks = await listDesksOf(db, workspaceId)
  const here = deskOfTier(desks, tier)
  const handoffs = await listOpenHandoffs(db, await getWorkspace(db, workspaceId), afterRequester, PAGE)
  for (const handoff of handoffs) {
    if (handoff.state !== 'queued' || deskOfTier(desks, handoff.tier)?.id !== here?.id) continue
    // Nobody there: whatever their card told, it is that now.
    if (!online && handoff.isTold) await changeHandoff(db, handoff.id, ['queued'], { told: 0 })
    if (!online || !handoff.isTold) await enqueueRefresh(services, handoffSubject(handoff.id), 'waiting')
    if (!online && handoff.callbackAt === undefined)
      await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'nobody-there', handoffId: handoff.id })
  }
  const last = handoffs.at(-1)
  if (last === undefined || handoffs.length < PAGE) return
  const payload = { workspaceId, tier, online, afterRequester: last.requester.objectId }
  await enqueue<DeskJobs>(db, { task: 'desk.presence', lane: `desk:${workspaceId}`, payload }, now())
}
