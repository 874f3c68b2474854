import type { Services } from '../context.ts'
import { handoffSubject } from '../handoffs/handoff.ts'
import { listOpenHandoffs } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { forgetLiveCard } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { listUnsettledTickets } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { DeskJobs } from './jobs.ts'

const PAGE = 50

/**
 * Hangs up a page of what is open in the desk that the workspace has now: handoffs first, as somebody waits for them, then
 * incidents. The rest follows in another job.
 */
export async function rehang(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, afterRequester = '', afterTicket }: DeskJobs['desk.rehang'],
): Promise<void> {
  const { db, now } = services
  const next = (page: Omit<DeskJobs['desk.rehang'], 'workspaceId'>) => {
    const payload = { workspaceId, ...page }
    return enqueue<DeskJobs>(db, { task: 'desk.rehang', lane: `desk:${workspaceId}`, payload }, now())
  }
  if (afterTicket === undefined) {
    const handoffs = await listOpenHandoffs(db, await getWorkspace(db, workspaceId), afterRequester, PAGE)
    for (const { id } of handoffs) await hang(services, handoffSubject(id))
    const last = handoffs.length < PAGE ? undefined : handoffs.at(-1)
    await next(last === undefined ? { afterTicket: '' } : { afterRequester: last.requester.objectId })
  } else {
    const tickets = await listUnsettledTickets(db, workspaceId, afterTicket, PAGE)
    for (const { id } of tickets) await hang(services, ticketSubject(id))
    const last = tickets.length < PAGE ? undefined : tickets.at(-1)
    if (last !== undefined) await next({ afterTicket: last.id })
  }
}

async function hang(services: Pick<Services, 'db' | 'now'>, subject: Subject): Promise<void> {
  await forgetLiveCard(services.db, subject, 'desk')
  await enqueueRefresh(services, subject)
}
