import type { Sentences } from '../../cards/sentences.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import type { CardView } from '../card.ts'
import { page, timeIn } from '../frame.ts'
import { html } from '../html.ts'
import { deskPath } from '../paths.ts'

interface Person {
  readonly deskId: string
  readonly name: string
  readonly chats: readonly Handoff[]
  readonly tickets: readonly Ticket[]
  readonly reader: string
  readonly view: CardView
}

/** What a desk has had to do with somebody: their chats and incidents of its workspace. */
export function personPage(t: Sentences, { deskId, name, chats, tickets, reader, view }: Person): string {
  const { timeZone } = view
  const body = html`<h2>${t('console.person.tickets')}</h2>
${
  tickets.length === 0
    ? html`<p class="quiet">${t('console.person.tickets.none')}</p>`
    : html`<ul class="list sheet">${tickets.map(
        (
          ticket,
        ) => html`<li><a href="${deskPath(deskId, 'incidents', ticket.id)}"><span class="title">${ticket.number} · ${ticket.isConfidential ? t('console.confidential') : ticket.title}</span>
<span class="state ${ticket.state}">${t(`ticket.state.${ticket.state}`)}</span><span class="about">${timeIn(t.language, timeZone, ticket.openedAt)}</span></a></li>`,
      )}</ul>`
}
<h2>${t('console.person.chats')}</h2>
${
  chats.length === 0
    ? html`<p class="quiet">${t('console.person.chats.none')}</p>`
    : html`<ul class="list sheet">${chats.map(
        (
          chat,
        ) => html`<li><a href="${deskPath(deskId, 'chats', chat.id)}"><span class="title">${timeIn(t.language, timeZone, chat.queuedAt)}</span>
<span class="state">${t(`console.chat.${chat.state}`)}</span><span class="about">${chat.analyst?.name ?? '–'}</span></a></li>`,
      )}</ul>`
}
<a class="back" href="${deskPath(deskId)}">${t('console.back')}</a>`
  return page(t, { title: name, reader, deskId }, body)
}
