import type { Sentences } from '../../cards/sentences.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import { priorityOf, type Ticket } from '../../services/tickets/ticket.ts'
import type { DutyAnalyst } from '../../services/workspaces/workspace.ts'
import { actButton, type CardView } from '../card.ts'
import { agoIn, page } from '../frame.ts'
import { type Html, html, type Value } from '../html.ts'
import { deskPath } from '../paths.ts'

/** A desk as its console shows it: the first of each list, and how many there are in all. */
export interface ConsoleBoard {
  readonly deskId: string
  readonly title: string
  readonly onDuty: { readonly analysts: readonly DutyAnalyst[]; readonly count: number }
  readonly waiting: { readonly first: readonly Handoff[]; readonly count: number }
  readonly taken: { readonly first: readonly Handoff[]; readonly count: number }
  readonly callbacks: number
  /** The first that each requester wrote, by the chat's id. */
  readonly words: ReadonlyMap<string, string>
  /** Incidents that nobody has taken, and the reader's own. */
  readonly fresh: readonly Ticket[]
  readonly hasMoreFresh: boolean
  readonly mine: readonly Ticket[]
  readonly incidents: number
}

interface Console {
  readonly board: ConsoleBoard
  readonly reader: PersonKey & { readonly name: string }
  readonly view: CardView
  readonly now: number
  /** The reader is on duty here. */
  readonly isOn: boolean
  readonly mayTake: boolean
  readonly mayWork: boolean
  readonly mayStaff: boolean
}

/** The desk on a page: what waits, what goes on, what is the reader's. All but its frame changes by itself. */
export function consolePage(t: Sentences, its: Console, script: string): string {
  const { board, reader } = its
  const { deskId } = board
  const body = html`<div id="part" data-part="${deskPath(deskId, 'part')}" data-events="${deskPath(deskId, 'events')}">${consolePart(t, its)}</div>
<script src="${script}" type="module"></script>`
  return page(t, { title: board.title, reader: reader.name, deskId }, body)
}

/** What of it changes by itself. */
export function consolePart(
  t: Sentences,
  { board, reader, view, now, isOn, mayTake, mayWork, mayStaff }: Console,
): Html {
  const { deskId, waiting, taken, onDuty } = board
  const own = taken.first.filter(({ analyst }) => samePerson(analyst, reader))
  const others = taken.first.filter(({ analyst }) => !samePerson(analyst, reader))
  const names = onDuty.analysts.map(({ name }) => name).join(', ')
  const chat = (handoff: Handoff, about: Value, act?: Html) =>
    row(
      deskPath(deskId, 'chats', handoff.id),
      handoff.requester.name,
      board.words.get(handoff.id) ?? t('desk.no-words'),
      about,
      act,
    )
  const take = (handoff: Handoff) =>
    mayTake ? actButton(t('desk.take'), 'handoff.take', { handoffId: handoff.id }, view, 'button main') : undefined
  const incident = (ticket: Ticket, act?: Html) =>
    row(
      deskPath(deskId, 'incidents', ticket.id),
      ticket.isConfidential ? ticket.number : `${ticket.number} · ${ticket.title}`,
      ticket.isConfidential ? t('console.confidential') : (ticket.requester.name ?? t('ticket.colleague')),
      html`${t(`priority.${priorityOf(ticket)}`)} · ${agoIn(t, ticket.openedAt, now)}`,
      act,
    )
  const takeIncident = ({ id: ticketId, version }: Ticket) =>
    mayWork ? actButton(t('desk.take'), 'ticket.take', { ticketId, version }, view) : undefined
  return html`<div class="bar"><span class="${onDuty.count === 0 ? 'attention' : 'good'}">● ${onDuty.count === 0 ? t('duty.nobody.tier') : t('console.on-duty', { names: names === '' ? String(onDuty.count) : names })}</span>
${board.callbacks > 0 && html`<span class="quiet">${t('duty.callbacks', { count: board.callbacks })}</span>`}
<span class="drafts">${mayStaff && actButton(t(isOn ? 'duty.off' : 'duty.on'), isOn ? 'desk.off' : 'desk.on', { deskId }, view, isOn ? 'button' : 'button main')}</span></div>
<div class="columns-wide">
<section>${heading(t('console.waiting'), waiting.count)}
${list(
  waiting.first.map((handoff) =>
    chat(handoff, html`${t('console.waits')} ${agoIn(t, handoff.queuedAt, now)}`, take(handoff)),
  ),
  t('console.waiting.none'),
)}
${more(t, waiting.count - waiting.first.length)}
${heading(t('console.others'), taken.count - own.length)}
${list(
  others.map((handoff) =>
    chat(handoff, html`${handoff.analyst?.name} · ${agoIn(t, handoff.takenAt ?? handoff.queuedAt, now)}`),
  ),
  t('console.others.none'),
)}
${more(t, taken.count - taken.first.length)}</section>
<section>${heading(t('console.mine'), own.length)}
${list(
  own.map((handoff) =>
    chat(
      handoff,
      handoff.owedSince === undefined
        ? html`${t('console.theirs')}`
        : html`<strong class="warning">${t('console.owed')} ${agoIn(t, handoff.owedSince, now)}</strong>`,
    ),
  ),
  t('console.mine.none'),
)}
${heading(t('console.mine.incidents'), board.mine.length)}
${list(
  board.mine.map((ticket) => incident(ticket)),
  t('console.mine.incidents.none'),
)}</section>
<section>${heading(t('console.fresh'), board.fresh.length, board.hasMoreFresh)}
${list(
  board.fresh.map((ticket) => incident(ticket, takeIncident(ticket))),
  t('console.fresh.none'),
)}
${board.hasMoreFresh && html`<p><a href="${deskPath(deskId, 'incidents')}?who=nobody">${t('console.fresh.all')}</a></p>`}
<p><a href="${deskPath(deskId, 'incidents')}">${t('duty.incidents', { count: board.incidents })}</a></p></section>
</div>`
}

function heading(title: string, count: number, hasMore = false): Html {
  return html`<h2>${title} <span class="count">${count}${hasMore && '+'}</span></h2>`
}

function list(rows: readonly Html[], none: string): Html {
  return rows.length === 0 ? html`<p class="quiet">${none}</p>` : html`<ul class="rows sheet">${rows}</ul>`
}

function more(t: Sentences, count: number): Value {
  return count > 0 && html`<p class="quiet">${t('duty.more', { count })}</p>`
}

function row(path: string, title: string, about: string, state: Value, act: Html | undefined): Html {
  return html`<li><a href="${path}"><span class="title">${title}</span> <span class="about">${about}</span> <span class="when">${state}</span></a>${act}</li>`
}
