import type { Services } from '../context.ts'
import { handoffSubject, sideOf } from '../handoffs/handoff.ts'
import type { HandoffNotice } from '../handoffs/jobs.ts'
import { listOpenHandoffs } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { isOnline } from '../workspaces/duty.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { DeskJobs } from './jobs.ts'

const PAGE = 50

/** Brings the change of presence to a page of those who wait; where all analysts left, with a new message that rings. */
export async function tellPresence(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, online, afterRequester = '' }: DeskJobs['desk.presence'],
): Promise<void> {
  const { db, now } = services
  // Presence changed again meanwhile: the job of that change says so.
  if ((await isOnline(db, workspaceId)) !== online) return
  const handoffs = await listOpenHandoffs(db, await getWorkspace(db, workspaceId), afterRequester, PAGE)
  for (const handoff of handoffs) {
    if (handoff.state !== 'queued') continue
    await enqueueRefresh(services, handoffSubject(handoff.id), 'waiting')
    if (!online)
      await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'nobody-there', handoffId: handoff.id })
  }
  const last = handoffs.at(-1)
  if (last === undefined || handoffs.length < PAGE) return
  const payload = { workspaceId, online, afterRequester: last.requester.objectId }
  await enqueue<DeskJobs>(db, { task: 'desk.presence', lane: `desk:${workspaceId}`, payload }, now())
}
