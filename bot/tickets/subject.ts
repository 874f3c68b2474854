import { tell } from '../../services/notices/tell.ts'
import type { TicketNotice } from '../../services/tickets/jobs.ts'
import { ASIDE } from '../../services/tickets/jobs.ts'
import { getTicket } from '../../services/tickets/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'
import { presentDeskTicket } from './present.ts'

/** How a ticket's card at the desk is kept true. */
export const ticketSubjectKind: SubjectKind = {
  async find(db, id) {
    const ticket = await getTicket(db, id)
    return {
      workspaceId: ticket.workspaceId,
      requester: ticket.requester,
      isWorthAThread: true,
      present: (t) => presentDeskTicket(db, t, ticket),
    }
  },
  async unseen(services, id) {
    const { opener } = await getTicket(services.db, id)
    await tell<TicketNotice>(services, { person: opener }, { kind: 'ticket-unseen', ticketId: id }, ASIDE)
  },
}
