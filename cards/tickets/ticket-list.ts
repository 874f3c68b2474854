import type { Request } from '../../services/approvals/approval.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import type { Ticket, TicketPage } from '../../services/tickets/ticket.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { asWritten, inRun } from '../as-written.ts'
import { execute, link, openDialog } from '../button.ts'
import { type Card, dateAndTimeOf, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { workspaceName } from '../workspaces/workspace.ts'
import { STATE_COLORS } from './ticket.ts'
import json from './ticket-list.json' with { type: 'json' }

const fill = template(json)

interface ListView {
  readonly list: TicketPage
  readonly reader: PersonKey
  readonly offersIncident: boolean
  /** What they asked for that waits for others' approval. */
  readonly awaiting: readonly Request[]
  /** Whoever is in several workspaces may list one or all (S1.7); `undefined`: there is one. */
  readonly workspaces:
    | { readonly current: Workspace; readonly all: readonly Workspace[]; readonly everywhere: boolean }
    | undefined
}

/** Everything that was opened by the reader or for them (S0.33); one click opens it. */
export function ticketListCard(t: Sentences, { list, reader, offersIncident, awaiting, workspaces }: ListView): Card {
  const { tickets, page, more } = list
  const where = workspaces?.everywhere ? { everywhere: true } : {}
  const newer = execute(t('list.newer'), 'ticket.list', { page: Math.max(0, page - 1), ...where })
  const older = execute(t('list.older'), 'ticket.list', { page: page + 1, ...where })
  const none = tickets.length === 0
  return fill({
    lang: t.language,
    summary: [t('list.title'), ...tickets.map((ticket) => `${ticket.number} ${ticket.title}`)].join('\n'),
    heading: t('list.title'),
    hint: t(none && awaiting.length === 0 ? 'list.none' : 'list.hint'),
    links: [
      ...(page > 0 ? [] : awaiting.map((its) => awaitingLink(t, its))),
      ...(workspaces === undefined ? [] : [filterLink(t, workspaces)]),
    ],
    rows: tickets.map((ticket) => row(t, ticket, reader, workspaces)),
    actions: [
      ...(none && offersIncident ? [openDialog(t('menu.new'), 'ticket.open', {})] : []),
      ...(page > 0 ? [newer] : []),
      ...(more ? [older] : []),
      execute(t('menu.open'), 'menu.show', {}),
    ],
  })
}

function awaitingLink(t: Sentences, { id, number, title }: Request) {
  const text = t('request.link', { number, title: asWritten(title), state: t('request.state.awaiting') })
  return link(text, 'request.show', { requestId: id })
}

/** From one workspace to all of them, and back. */
function filterLink(t: Sentences, { current, everywhere }: NonNullable<ListView['workspaces']>) {
  const only = t('workspace.only', { name: asWritten(workspaceName(t, current)) })
  return link(everywhere ? only : t('workspace.all'), 'ticket.list', { page: 0, everywhere: !everywhere })
}

function row(t: Sentences, ticket: Ticket, reader: PersonKey, workspaces: ListView['workspaces']) {
  const its = workspaces?.everywhere ? workspaces.all.find(({ id }) => id === ticket.workspaceId) : undefined
  const where = its === undefined ? '' : ` · ${asWritten(workspaceName(t, its))}`
  return {
    number: ticket.number,
    title: inRun(ticket.title),
    about: `${whose(t, ticket, reader)} · ${dateAndTimeOf(ticket.openedAt)}${where}`,
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
