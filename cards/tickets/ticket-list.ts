import { type PersonKey, samePerson } from '../../services/people/person.ts'
import type { Ticket, TicketPage } from '../../services/tickets/ticket.ts'
import { asWritten, inRun } from '../as-written.ts'
import { execute, openDialog } from '../button.ts'
import { type Card, dateAndTimeOf, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { STATE_COLORS } from './ticket.ts'
import json from './ticket-list.json' with { type: 'json' }

const fill = template(json)

/** Everything that was opened by the reader or for them (S0.33); one click opens it. */
export function ticketListCard(
  t: Sentences,
  { tickets, page, more }: TicketPage,
  reader: PersonKey,
  offersIncident: boolean,
): Card {
  const newer = execute(t('list.newer'), 'ticket.list', { page: Math.max(0, page - 1) })
  const older = execute(t('list.older'), 'ticket.list', { page: page + 1 })
  const none = tickets.length === 0
  return fill({
    lang: t.language,
    summary: [t('list.title'), ...tickets.map((ticket) => `${ticket.number} ${ticket.title}`)].join('\n'),
    heading: t('list.title'),
    hint: t(none ? 'list.none' : 'list.hint'),
    rows: tickets.map((ticket) => row(t, ticket, reader)),
    actions: [
      ...(none && offersIncident ? [openDialog(t('menu.new'), 'ticket.open', {})] : []),
      ...(page > 0 ? [newer] : []),
      ...(more ? [older] : []),
      execute(t('menu.open'), 'menu.show', {}),
    ],
  })
}

function row(t: Sentences, ticket: Ticket, reader: PersonKey) {
  return {
    number: ticket.number,
    title: inRun(ticket.title),
    about: `${whose(t, ticket, reader)} · ${dateAndTimeOf(ticket.openedAt)}`,
    state: t(`ticket.state.${ticket.state}`),
    color: STATE_COLORS[ticket.state],
    select: execute(`${ticket.number} ${ticket.title}`, 'ticket.show', { ticketId: ticket.id }),
  }
}

function whose(t: Sentences, ticket: Ticket, reader: PersonKey): string {
  if (!samePerson(ticket.opener, reader)) return t('list.for-me')
  if (samePerson(ticket.requester, reader)) return t('list.mine')
  return t('list.for-other', { name: asWritten(ticket.requester.name ?? t('ticket.colleague')) })
}
