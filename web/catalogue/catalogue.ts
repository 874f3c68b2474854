import { openDialog } from '../../cards/button.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { inLanguage } from '../../services/bilingual/bilingual.ts'
import type { CatalogueItem, View } from '../../services/catalogue/catalogue.ts'
import { TICKET_KINDS, type Ticket, type TicketKind } from '../../services/tickets/ticket.ts'
import { actButton, type CardView, linkOf } from '../card.ts'
import { page } from '../frame.ts'
import { type Html, html } from '../html.ts'
import { ticketPath } from '../paths.ts'

interface Catalogue {
  readonly items: readonly CatalogueItem[]
  readonly view: View
  readonly query: string
  /** Incidents and requests of the reader's that the words find. */
  readonly tickets: readonly Ticket[]
  readonly drafts: number
  readonly reader: string
  readonly card: CardView
}

/** The catalogue of a workspace (S0.6 to S0.11): one search, requests and problems told apart, as a list or as tiles. */
export function cataloguePage(t: Sentences, { items, view, query, tickets, drafts, reader, card }: Catalogue): string {
  const kinds = TICKET_KINDS.toReversed()
  const nothing = items.length + tickets.length === 0
  const body = html`<div class="bar">
<form method="get" action="/catalogue" class="find" role="search"><input type="search" name="query" value="${query}" maxlength="100" aria-label="${t('catalogue.search')}" placeholder="${t('catalogue.search')}">
<button class="button">${t('catalogue.find')}</button></form>
${actButton(view === 'list' ? t('catalogue.view.tiles') : t('catalogue.view.list'), 'catalogue.view', { view: view === 'list' ? 'tiles' : 'list' }, card)}
<a class="button drafts" href="/drafts">${t('draft.link', { count: drafts })}</a>
</div>
${nothing && html`<p role="status">${t('catalogue.none')}</p>`}
${kinds.map((kind) =>
  section(
    t,
    kind,
    items.filter((item) => item.kind === kind),
    view,
    card,
  ),
)}
${
  tickets.length > 0 &&
  html`<h2>${t('list.title')}</h2>
<ul class="list sheet">${tickets.map(
    (
      ticket,
    ) => html`<li><a href="${ticketPath(ticket.id)}"><span class="title">${ticket.number} · ${ticket.title}</span>
<span class="state ${ticket.state}">${t(`ticket.state.${ticket.state}`)}</span></a></li>`,
  )}</ul>`
}`
  return page(t, { title: t('catalogue.title'), reader }, body)
}

function section(
  t: Sentences,
  kind: TicketKind,
  items: readonly CatalogueItem[],
  view: View,
  card: CardView,
): Html | undefined {
  if (items.length === 0) return undefined
  const rows = items.map((item) => {
    const [name, about] = [inLanguage(item.name, t.language), inLanguage(item.about, t.language)]
    const href = linkOf(openDialog(name, 'request.make', { itemId: item.id, page: 0, step: 'next', asked: '' }), card)
    return html`<li><a href="${href}"><span class="title">${name}</span>${about !== '' && html`<span class="about">${about}</span>`}</a></li>`
  })
  return html`<h2>${t(`catalogue.${kind}`)}</h2>
<p class="quiet">${t(`catalogue.${kind}.means`)}</p>
<ul class="list ${view === 'tiles' ? 'tiles' : 'sheet'}">${rows}</ul>`
}
