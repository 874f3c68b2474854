import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { forgetChannel } from '../notices/live-cards.ts'
import { removeAllDuties } from '../workspaces/duty.ts'
import { markDeskRemoved } from '../workspaces/store.ts'
import type { Desk } from '../workspaces/workspace.ts'
import type { DeskJobs } from './jobs.ts'

/**
 * The desk is gone: nobody is on duty, and everybody who waits is told so. What is open hangs up again in the next desk (see
 * `rehang.ts`); until then nothing waits for it. False: it was removed before.
 */
export async function removeDesk({ db, now }: Pick<Services, 'db' | 'now'>, desk: Desk): Promise<boolean> {
  if (!(await markDeskRemoved({ db, now }, desk.id))) return false
  const { workspaceId } = desk
  await removeAllDuties(db, workspaceId)
  await forgetChannel(db, desk.channelId)
  const payload = { workspaceId, online: false }
  await enqueue<DeskJobs>(db, { task: 'desk.presence', lane: `desk:${workspaceId}`, payload }, now())
  return true
}
