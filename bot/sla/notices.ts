import { promiseToldCard } from '../../cards/sla/sla.ts'
import type { SlaNotice } from '../../services/sla/jobs.ts'
import { listPromises } from '../../services/sla/store.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { isSettled } from '../../services/tickets/ticket.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const slaNotices: NoticeKinds<SlaNotice> = {
  'sla-told': {
    async present({ db }, notice, { t }) {
      const ticket = await getTicket(db, notice.ticketId)
      const promises = await listPromises(db, notice.ticketId)
      // It came meanwhile, or is put off.
      const isTrue = promises.some(
        ({ kind, dueAt, endedAt }) => kind === notice.promise && dueAt === notice.dueAt && endedAt === undefined,
      )
      return isTrue && !isSettled(ticket) ? promiseToldCard(t, ticket, notice) : undefined
    },
    async rings({ db }, { ticketId }) {
      const { workspaceId, assignee } = await getTicket(db, ticketId)
      return { workspaceId, people: assignee === undefined ? [] : [assignee] }
    },
  },
}
