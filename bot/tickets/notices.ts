import { announcedCard } from '../../cards/tickets/announcement.ts'
import { newsCard, notToldCard, openedCard, unseenCard } from '../../cards/tickets/ticket.ts'
import type { Db } from '../../services/db/connect.ts'
import { type LiveCard, saveLiveCard } from '../../services/notices/live-cards.ts'
import { ASIDE, enqueueRefresh, tell } from '../../services/notices/tell.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import { findPerson } from '../../services/people/store.ts'
import { markOf } from '../../services/tickets/announce.ts'
import type { NotTold, TicketNotice } from '../../services/tickets/jobs.ts'
import { findEntry, getTicket } from '../../services/tickets/store.ts'
import { isForAnother, isProvisional, isSettled, type Ticket, ticketSubject } from '../../services/tickets/ticket.ts'
import { cut } from '../../services/words/words.ts'
import { listWorkspaceIds } from '../../services/workspaces/members.ts'
import type { NoticeKinds, WhyGivenUp } from '../deliver/notice.ts'
import { presentTicket } from './present.ts'

export const ticketNotices: NoticeKinds<TicketNotice> = {
  'ticket-opened': {
    priority: 'low',
    present: async ({ db }, { ticketId }, { t, person }) => openedCard(t, await getTicket(db, ticketId), person),
    /** What tells a provisional number is told the real one in its place (F17). */
    async sent(services, { ticketId }, shown) {
      const ticket = await getTicket(services.db, ticketId)
      if (ticket.system === undefined) return
      const position = await openedAt(services.db, ticket, shown)
      await saveLiveCard(services.db, ticketSubject(ticketId), position, shown)
      // It came while this was on its way: the refresh found no card.
      if (!isProvisional(ticket)) await enqueueRefresh(services, ticketSubject(ticketId), position)
    },
    /** Somebody whom an incident is for does not know of it: who opened it, and the desk, hear so (E7). */
    async givenUp(services, { ticketId }, address, why) {
      const ticket = await getTicket(services.db, ticketId)
      if (!('person' in address) || !isForAnother(ticket) || !samePerson(address.person, ticket.requester)) return
      const { isConfidential, requester, opener, title, handoffId } = ticket
      const notice = { kind: 'not-told', name: requester.name, excerpt: cut(title, 80), why: whyNot(why) } as const
      if (handoffId === undefined) await tell<TicketNotice>(services, { person: opener }, notice, ASIDE)
      const atDesk = isConfidential ? { ...notice, name: undefined, excerpt: '' } : notice
      await tell<TicketNotice>(services, { thread: ticketSubject(ticketId) }, atDesk)
    },
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
      const notice = { kind: 'not-told', name, excerpt, why: whyNot(why) } as const
      await tell<TicketNotice>(services, { thread: ticketSubject(ticketId) }, notice)
    },
  },
  'ticket-shown': {
    present: async ({ db }, { ticketId }, { t, person }) =>
      person && presentTicket(db, t, person, await getTicket(db, ticketId)),
  },
  'ticket-announced': {
    priority: 'low',
    async present({ db }, { ticketId, isOver, words }, { t }) {
      const ticket = await getTicket(db, ticketId)
      const { announcement, isConfidential } = ticket
      const isTrue = isOver
        ? isSettled(ticket) || announcement === undefined
        : !isSettled(ticket) && announcement !== undefined && markOf(announcement) === words
      return isTrue && !isConfidential ? announcedCard(t, ticket, isOver) : undefined
    },
  },
  'not-told': { present: async (_needs, notice, { t }) => notToldCard(t, notice) },
  'ticket-unseen': {
    priority: 'low',
    present: async ({ db }, { ticketId }, { t }) => unseenCard(t, await getTicket(db, ticketId)),
  },
}

function whyNot(why: WhyGivenUp): NotTold['why'] {
  return why === 'no-desk' ? 'no-answer' : why
}

/** Where its number is told: to whom it concerns, to whoever opened it for them, or in the thread of the chat that it comes from. */
async function openedAt(
  db: Db,
  { requester, opener }: Ticket,
  { conversationId }: LiveCard,
): Promise<'opened' | 'opened-by' | 'opened-desk'> {
  const isIn = async (person: PersonKey) => (await findPerson(db, person))?.chat?.conversationId === conversationId
  if (await isIn(requester)) return 'opened'
  return (await isIn(opener)) ? 'opened-by' : 'opened-desk'
}
