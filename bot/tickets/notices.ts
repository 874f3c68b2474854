import { newsCard, notToldCard, openedCard, unseenCard } from '../../cards/tickets/ticket.ts'
import { tell } from '../../services/notices/tell.ts'
import { findPerson } from '../../services/people/store.ts'
import type { TicketNotice } from '../../services/tickets/jobs.ts'
import { findEntry, getTicket } from '../../services/tickets/store.ts'
import { ticketSubject } from '../../services/tickets/ticket.ts'
import { cut } from '../../services/words/words.ts'
import { listWorkspaceIds } from '../../services/workspaces/members.ts'
import type { NoticeKinds } from '../deliver/notice.ts'
import { presentTicket } from './present.ts'

export const ticketNotices: NoticeKinds<TicketNotice> = {
  'ticket-opened': {
    priority: 'low',
    present: async ({ db }, { ticketId }, { t, person }) => openedCard(t, await getTicket(db, ticketId), person),
  },
  'ticket-news': {
    priority: 'low',
    async present({ db }, { ticketId, entryId }, { t, person }) {
      const ticket = await getTicket(db, ticketId)
      // Whoever was taken out of the workspace reads nothing of it any more.
      const belongs = person === undefined || (await listWorkspaceIds(db, person)).includes(ticket.workspaceId)
      const entry = belongs ? await findEntry(db, ticketId, entryId) : undefined
      return entry && newsCard(t, ticket, entry, person === undefined ? 'desk' : 'requester')
    },
    /** What an analyst did is in the incident; that somebody whom it concerns does not know, the desk must know. */
    async givenUp(services, { ticketId, entryId }, address, why) {
      if (!('person' in address)) return
      const { isConfidential } = await getTicket(services.db, ticketId)
      const name = isConfidential ? undefined : (await findPerson(services.db, address.person))?.name || undefined
      const text = isConfidential ? '' : (await findEntry(services.db, ticketId, entryId))?.text
      const excerpt = cut(text ?? '', 80)
      const notice = { kind: 'not-told', name, excerpt, why: why === 'no-desk' ? 'no-answer' : why } as const
      await tell<TicketNotice>(services, { thread: ticketSubject(ticketId) }, notice)
    },
  },
  'ticket-shown': {
    present: async ({ db }, { ticketId }, { t }) => presentTicket(db, t, await getTicket(db, ticketId)),
  },
  'not-told': { present: async (_needs, notice, { t }) => notToldCard(t, notice) },
  'ticket-unseen': {
    priority: 'low',
    present: async ({ db }, { ticketId }, { t }) => unseenCard(t, await getTicket(db, ticketId)),
  },
}
