import type { Services } from '../context.ts'
import { handoffSubject } from '../handoffs/handoff.ts'
import { leaveDesk } from '../handoffs/leave-desk.ts'
import { listOpenHandoffs } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { findLiveCard, forgetLiveCard } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { listUnsettledTickets } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { getWorkspace, listDesksOf } from '../workspaces/store.ts'
import { channelIdOf, deskOfTier } from '../workspaces/workspace.ts'
import type { DeskJobs } from './jobs.ts'

const PAGE = 50

/** Enqueues that whatever is open hangs up in the desk where it belongs now. */
export async function enqueueRehang({ db, now }: Pick<Services, 'db' | 'now'>, workspaceId: string): Promise<void> {
  await enqueue<DeskJobs>(db, { task: 'desk.rehang', lane: `desk:${workspaceId}`, payload: { workspaceId } }, now())
}

/**
 * Hangs up a page of what is open and does not hang where it belongs: handoffs first, as somebody waits for them, then
 * incidents. The rest follows in another job.
 */
export async function rehang(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, afterRequester = '', afterTicket }: DeskJobs['desk.rehang'],
): Promise<void> {
  const { db, now } = services
  const desks = await listDesksOf(db, workspaceId)
  const hang = async (subject: Subject, tier: number) => {
    const [live, desk] = [await findLiveCard(db, subject, 'desk'), deskOfTier(desks, tier)]
    if (live !== undefined && channelIdOf(live.conversationId) === desk?.channelId) return
    // It hung at another desk meanwhile: that thread is left, and says so.
    if (live !== undefined && desk !== undefined) await leaveDesk(services, subject, { workspaceId, tier })
    else await forgetLiveCard(db, subject, 'desk')
    await enqueueRefresh(services, subject)
  }
  const next = (page: Omit<DeskJobs['desk.rehang'], 'workspaceId'>) => {
    const payload = { workspaceId, ...page }
    return enqueue<DeskJobs>(db, { task: 'desk.rehang', lane: `desk:${workspaceId}`, payload }, now())
  }
  if (afterTicket === undefined) {
    const handoffs = await listOpenHandoffs(db, await getWorkspace(db, workspaceId), afterRequester, PAGE)
    for (const { id, tier } of handoffs) await hang(handoffSubject(id), tier)
    const last = handoffs.length < PAGE ? undefined : handoffs.at(-1)
    await next(last === undefined ? { afterTicket: '' } : { afterRequester: last.requester.objectId })
  } else {
    const tickets = await listUnsettledTickets(db, workspaceId, afterTicket, PAGE)
    for (const { id, tier } of tickets) await hang(ticketSubject(id), tier)
    const last = tickets.length < PAGE ? undefined : tickets.at(-1)
    if (last !== undefined) await next({ afterTicket: last.id })
  }
}
