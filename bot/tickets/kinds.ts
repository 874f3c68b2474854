import { samePerson } from '../../services/people/person.ts'
import { findTicket } from '../../services/tickets/store.ts'
import { type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import type { Kind } from '../turn/guard.ts'

export const ticket: Kind<Ticket, { readonly ticketId: string }> = {
  find: ({ db, scope }, { ticketId }) => findTicket(db, scope, ticketId),
  owned: ({ workspaceId, requester, opener, isConfidential }) => ({ workspaceId, requester, opener, isConfidential }),
  subject: ({ id }) => ticketSubject(id),
  mayMove: ({ assignee, tier }, { person, desk }) =>
    tier === desk?.tier && (assignee === undefined || samePerson(assignee, person)),
}
