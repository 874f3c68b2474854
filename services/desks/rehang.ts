import type { Services } from '../context.ts'
import { type Handoff, handoffSubject, isOpen } from '../handoffs/handoff.ts'
import { listOpenHandoffs } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { forgetLiveCard } from '../notices/live-cards.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { listUnsettledTickets } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import type { DeskJobs } from './jobs.ts'

const PAGE = 50

/** Hangs up a page of what is open in the desk that the workspace has now; the rest follows in another job. */
export async function rehang(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, after = '' }: DeskJobs['desk.rehang'],
): Promise<void> {
  const { db, now } = services
  const handoffs: readonly Handoff[] = await listOpenHandoffs(db, workspaceId, after, PAGE)
  const tickets = await listUnsettledTickets(db, workspaceId, after, PAGE)
  const found = [
    ...handoffs.filter(isOpen).map(({ id }) => ({ id, subject: handoffSubject(id) })),
    ...tickets.map(({ id }) => ({ id, subject: ticketSubject(id) })),
  ]
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, PAGE)
  for (const { subject } of found) {
    await forgetLiveCard(db, subject, 'desk')
    await enqueueRefresh(services, subject)
  }
  const last = found.at(-1)
  if (last === undefined || found.length < PAGE) return
  const payload = { workspaceId, after: last.id }
  await enqueue<DeskJobs>(db, { task: 'desk.rehang', lane: `desk:${workspaceId}`, payload }, now())
}
