import type { Services } from '../context.ts'
import { enqueuePass } from '../handoffs/enqueue-routing.ts'
import { listOpenOffers, listQueuesOffers } from '../handoffs/offers.ts'
import { loseOffer } from '../handoffs/pass.ts'
import { withdrawOffer } from '../handoffs/withdraw-offer.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { forgetChannel } from '../notices/live-cards.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { forgetFilters } from '../tickets/filters.ts'
import { isOnline, removeAllDuties } from '../workspaces/duty.ts'
import { listDesksOf, markDeskRemoved } from '../workspaces/store.ts'
import { type Desk, deskOfTier, deskSubject } from '../workspaces/workspace.ts'
import type { DeskJobs } from './jobs.ts'
import { enqueueRehang } from './rehang.ts'
import { enqueueRoster } from './rosters.ts'

/**
 * The desk is gone: nobody is on duty there, and everybody who waits is told so. What is open hangs up in the workspace's
 * lowest desk, where it has another, else in the next one that is settled. False: it was removed before.
 */
export async function removeDesk({ db, now }: Pick<Services, 'db' | 'now'>, desk: Desk): Promise<boolean> {
  if (!(await markDeskRemoved({ db, now }, desk.id))) return false
  const { workspaceId, tier } = desk
  for (const { id, handoffId } of await listQueuesOffers(db, desk))
    await withdrawOffer({ db, now }, { id: handoffId, offerId: id })
  await forgetChannel(db, desk.channelId)
  await forgetFilters(db, desk.id)
  for (const offer of await listOpenOffers(db, desk)) await loseOffer({ db, now }, offer)
  await removeAllDuties(db, desk)
  const lane = `desk:${workspaceId}`
  const payload = { workspaceId, tier, online: await isOnline(db, workspaceId, tier) }
  await enqueue<DeskJobs>(db, { task: 'desk.presence', lane, payload }, now())
  const left = await listDesksOf(db, workspaceId)
  for (const { id } of left) await enqueueRefresh({ db, now }, deskSubject(id))
  const other = deskOfTier(left, tier)
  if (other === undefined) return true
  await enqueuePass({ db, now }, workspaceId)
  await enqueueRehang({ db, now }, workspaceId)
  // Whoever took a chat and is not at that desk cannot go on with it.
  await enqueueRoster({ db, now }, other.id)
  return true
}
