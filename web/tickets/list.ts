import { openDialog } from '../../cards/button.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Request } from '../../services/approvals/approval.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import type { Ticket, TicketPage } from '../../services/tickets/ticket.ts'
import { actionsForm, type CardView } from '../card.ts'
import { page, timeIn } from '../frame.ts'
import { html } from '../html.ts'
import { requestPath, ticketPath } from '../paths.ts'

interface Listed {
  readonly list: TicketPage
  readonly reader: PersonKey & { readonly name: string }
  readonly view: CardView
  readonly offersIncident: boolean
  /** What they asked for that waits for others' approval. */
  readonly awaiting: readonly Request[]
}

/** Everything that was opened by the reader or for them (S0.33); one click shows its state (S0.34). */
export function ticketListPage(t: Sentences, { list, reader, view, offersIncident, awaiting }: Listed): string {
  const { tickets, page: at, more } = list
  const { timeZone } = view
  const open = openDialog(t('menu.new'), 'ticket.open', {}, 'positive')
  const rows = tickets.map(
    (ticket) => html`<li><a href="${ticketPath(ticket.id)}">
<span class="title">${ticket.number} · ${ticket.title}</span>
<span class="state ${ticket.state}">${t(`ticket.state.${ticket.state}`)}</span>
<span class="about">${whose(t, ticket, reader)} · ${timeIn(t.language, timeZone, ticket.openedAt)}</span>
</a></li>`,
  )
  const body = html`<p class="quiet">${t(rows.length + awaiting.length === 0 ? 'web.list.none' : 'web.list.hint')}</p>
${offersIncident && actionsForm([open], view)}
${
  at === 0 &&
  awaiting.length > 0 &&
  html`<ul class="list sheet">${awaiting.map(
    ({
      id,
      number,
      title,
      madeAt,
    }) => html`<li><a href="${requestPath(id)}"><span class="title">${number} · ${title}</span>
<span class="state new">${t('request.state.awaiting')}</span><span class="about">${timeIn(t.language, timeZone, madeAt)}</span></a></li>`,
  )}</ul>`
}
${rows.length > 0 && html`<ul class="list sheet">${rows}</ul>`}
${
  (at > 0 || more) &&
  html`<nav class="pages" aria-label="${t('web.pages')}">
${at > 0 && html`<a href="/incidents?page=${at - 1}" rel="prev">${t('list.newer')}</a>`}
${more && html`<a href="/incidents?page=${at + 1}" rel="next">${t('list.older')}</a>`}
</nav>`
}`
  return page(t, { title: t('list.title'), reader: reader.name }, body)
}

function whose(t: Sentences, ticket: Ticket, reader: PersonKey): string {
  if (!samePerson(ticket.opener, reader)) return t('list.for-me')
  if (samePerson(ticket.requester, reader)) return t('list.mine')
  return t('list.for-other', { name: ticket.requester.name ?? t('ticket.colleague') })
}
