import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { forgetLiveCard } from '../notices/live-cards.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { addDesk, findDesk } from '../workspaces/store.ts'
import { type Channel, type Desk, deskSubject, type Workspace } from '../workspaces/workspace.ts'
import type { DeskJobs } from './jobs.ts'
import { removeDesk } from './remove.ts'

/**
 * Makes a channel the workspace's desk: its card is hung up there, and everything that is open with it. The desk of before,
 * in whichever channel, is one no more. Whoever calls this has made sure that somebody with the right wants it.
 */
export async function settleDesk(
  services: Pick<Services, 'db' | 'now'>,
  workspace: Workspace,
  channel: Channel,
): Promise<Desk> {
  const { db, now } = services
  const present = await findDesk(db, workspace.id)
  if (present?.channelId === channel.channelId) {
    await forgetLiveCard(db, deskSubject(present.id), 'desk')
    await enqueueRefresh(services, deskSubject(present.id))
    return present
  }
  if (present !== undefined) await removeDesk(services, present)
  const desk = await addDesk(services, workspace.id, channel)
  await enqueueRefresh(services, deskSubject(desk.id))
  const lane = `desk:${workspace.id}`
  await enqueue<DeskJobs>(db, { task: 'desk.rehang', lane, payload: { workspaceId: workspace.id } }, now())
  return desk
}
