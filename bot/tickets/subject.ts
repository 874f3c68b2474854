import { leftTicketCard, openedCard } from '../../cards/tickets/ticket.ts'
import { leaveDesk } from '../../services/handoffs/leave-desk.ts'
import { ASIDE, tell } from '../../services/notices/tell.ts'
import type { TicketNotice } from '../../services/tickets/jobs.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { ticketSubject } from '../../services/tickets/ticket.ts'
import type { SubjectKind } from '../deliver/subject.ts'
import { presentDeskTicket } from './present.ts'

/** How a ticket's card at the desk is kept true. */
export const ticketSubjectKind: SubjectKind = {
  priority: 'low',
  async find(needs, id) {
    const { db } = needs
    const ticket = await getTicket(db, id)
    return {
      workspaceId: ticket.workspaceId,
      tier: ticket.tier,
      requester: ticket.requester,
      isWorthAThread: true,
      readerAt: (position) => (position === 'opened-by' ? ticket.opener : ticket.requester),
      async present(t, position) {
        if (position === 'opened') return openedCard(t, ticket, ticket.requester)
        if (position === 'opened-by') return openedCard(t, ticket, ticket.opener)
        if (position === 'opened-desk') return openedCard(t, ticket, undefined)
        return position === 'left' ? leftTicketCard(t, ticket) : await presentDeskTicket(needs, t, ticket)
      },
    }
  },
  leaves: (services, id, to) => leaveDesk(services, ticketSubject(id), to),
  async unseen(services, id) {
    const { opener, openedAt, updatedAt } = await getTicket(services.db, id)
    // Told once, of a new one: later changes are in it and will be seen with it.
    if (updatedAt !== openedAt) return
    await tell<TicketNotice>(services, { person: opener }, { kind: 'ticket-unseen', ticketId: id }, ASIDE)
  },
}
