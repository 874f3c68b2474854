import type { Sentences } from '../../cards/sentences.ts'
import { BULK_ACTS } from '../../cards/tickets/actions.ts'
import { categoryName } from '../../cards/tickets/category.ts'
import type { DeskTickets, Filter } from '../../services/tickets/desk-list.ts'
import type { KeptFilter } from '../../services/tickets/filters.ts'
import { priorityOf, type Ticket, type TicketState, URGENCIES } from '../../services/tickets/ticket.ts'
import { actButton, type CardView } from '../card.ts'
import { agoIn, page } from '../frame.ts'
import { type Html, html, type Value } from '../html.ts'
import { deskPath } from '../paths.ts'

export const STATES = ['new', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled'] as const
/** The columns of the board. */
export const COLUMNS = ['new', 'in-progress', 'on-hold', 'resolved'] as const satisfies readonly TicketState[]

/** What the address of the page says; it can be kept, and given to a colleague. */
export interface Asked {
  readonly states: Filter['states']
  readonly who: 'anybody' | 'me' | 'nobody'
  readonly urgency: Filter['urgency']
  readonly category: string | undefined
  readonly query: string
  readonly look: 'list' | 'board'
  readonly page: number
}

interface Listed {
  readonly deskId: string
  readonly asked: Asked
  /** The reader's own filters. */
  readonly kept: readonly KeptFilter[]
  readonly categories: readonly string[]
  /** As a list: one of all that was asked for; as a board: one of each column. */
  readonly lists: readonly DeskTickets[]
  readonly reader: string
  readonly view: CardView
  readonly now: number
}

/** A workspace's incidents and requests at its desk, as a list or a board; what is ticked is changed at once. */
export function deskIncidentsPage(t: Sentences, its: Listed): string {
  const { deskId, asked, lists, reader } = its
  const isEmpty = lists.every(({ tickets }) => tickets.length === 0)
  const searched = lists.find((list) => list.searched !== undefined)?.searched
  const content = asked.look === 'list' ? table(t, its, lists[0]?.tickets ?? []) : board(t, its)
  const body = html`${filters(t, its)}
${keptFilters(t, its)}
${searched !== undefined && html`<p class="quiet">${t('console.searched', { count: searched })}</p>`}
${
  isEmpty
    ? html`<p class="quiet">${t('console.incidents.none')}</p>`
    : html`<form method="post" action="${deskPath(deskId, 'acts')}">
<input type="hidden" name="_from" value="${pathOf(deskId, asked)}">
<button type="submit" disabled hidden aria-label="${t('bulk.nothing')}"></button>
<fieldset class="bar bulk"><legend>${t('console.bulk')}</legend>${BULK_ACTS.map((what) => html`<button class="button" name="_act" value="${JSON.stringify({ kind: 'press', verb: 'ticket.bulk', data: { what } })}">${t(`bulk.${what}`)}</button> `)}</fieldset>
${content}</form>`
}
${pager(t, its)}`
  return page(t, { title: t('console.incidents'), reader, deskId }, body)
}

/** The address at which just this is shown. */
export function pathOf(deskId: string, { states, who, urgency, category, query, look, page: at }: Asked): string {
  const words = new URLSearchParams({
    ...(states === 'open' ? {} : { state: states }),
    ...(who === 'anybody' ? {} : { who }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(category === undefined ? {} : { category }),
    ...(query === '' ? {} : { query }),
    ...(look === 'list' ? {} : { look }),
    ...(at === 0 ? {} : { page: String(at) }),
  })
  const path = deskPath(deskId, 'incidents')
  return words.size === 0 ? path : `${path}?${words}`
}

function filters(t: Sentences, { deskId, asked, categories }: Listed): Html {
  const select = (name: string, label: string, chosen: string, options: readonly (readonly [string, string])[]) =>
    html`<label>${label} <select name="${name}">${options.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`)}</select></label>`
  const states = [
    ['open', t('console.state.open')],
    ['all', t('console.state.all')],
    ...STATES.map((state) => [state, t(`ticket.state.${state}`)] as const),
  ] as const
  const who = (['anybody', 'me', 'nobody'] as const).map((its) => [its, t(`console.who.${its}`)] as const)
  const urgencies = [['', t('console.any')], ...URGENCIES.map((its) => [its, t(`urgency.${its}`)] as const)] as const
  const families = [['', t('console.any')], ...categories.map((its) => [its, categoryName(t, its)] as const)] as const
  const other = asked.look === 'list' ? 'board' : 'list'
  return html`<form method="get" action="${deskPath(deskId, 'incidents')}" class="bar filters" role="search">
<label class="find">${t('console.query')} <input type="search" name="query" value="${asked.query}" maxlength="100"></label>
${asked.look === 'list' && select('state', t('itsm.field.state'), asked.states, states)}
${select('who', t('itsm.field.assignee'), asked.who, who)}
${select('urgency', t('ticket.urgency'), asked.urgency ?? '', urgencies)}
${categories.length > 0 && select('category', t('ticket.category'), asked.category ?? '', families)}
<input type="hidden" name="look" value="${asked.look}">
<button class="button main">${t('web.find')}</button>
<a class="button" href="${pathOf(deskId, { ...asked, look: other, page: 0 })}">${t(`console.look.${other}`)}</a>
</form>`
}

/** One's own filters by name, and a name for what is asked for now. */
function keptFilters(t: Sentences, { deskId, asked, kept, view }: Listed): Value {
  const [path = '', query = ''] = pathOf(deskId, { ...asked, page: 0 }).split('?')
  const mine = kept.find((its) => its.query === query)
  if (kept.length === 0 && query === '') return undefined
  const act = { kind: 'press', verb: 'desk.keep-filter', data: { deskId, query } }
  return html`<div class="bar">
${
  kept.length > 0 &&
  html`<nav class="bar chips" aria-label="${t('filter.own')}">${kept.map((its) => html`<a class="button" href="${path}?${its.query}"${its === mine && html` aria-current="page"`}>${its.name}</a> `)}</nav>`
}
${mine !== undefined && actButton(t('filter.drop', { name: mine.name }), 'desk.drop-filter', { deskId, filterId: mine.id }, view)}
${
  query !== '' &&
  mine === undefined &&
  html`<form method="post" action="${deskPath(deskId, 'acts')}" class="find"><input type="hidden" name="_from" value="${path}?${query}">
<input name="name" maxlength="40" required aria-label="${t('filter.name')}" placeholder="${t('filter.name')}" autocomplete="off">
<button class="button" name="_act" value="${JSON.stringify(act)}">${t('filter.keep')}</button></form>`
}
</div>`
}

function table(t: Sentences, { deskId, now }: Listed, tickets: readonly Ticket[]): Html {
  return html`<div class="scroll"><table class="grid">
<thead><tr><th><span class="hidden">${t('console.tick')}</span></th><th>${t('console.number')}</th><th>${t('form.subject')}</th><th>${t('itsm.field.state')}</th><th>${t('ticket.priority')}</th><th>${t('ticket.requester')}</th><th>${t('ticket.assignee')}</th><th>${t('console.touched')}</th></tr></thead>
<tbody>${tickets.map(
    (
      ticket,
    ) => html`<tr><td>${tick(t, ticket)}</td><td><a href="${deskPath(deskId, 'incidents', ticket.id)}">${ticket.number}</a></td>
<td>${titleOf(t, ticket)}</td><td><span class="state ${ticket.state}">${t(`ticket.state.${ticket.state}`)}</span></td><td>${t(`priority.${priorityOf(ticket)}`)}</td>
<td>${requesterOf(t, ticket)}</td><td>${ticket.assignee?.name ?? '–'}</td><td>${agoIn(t, ticket.updatedAt, now)}</td></tr>`,
  )}</tbody></table></div>`
}

function board(t: Sentences, { deskId, lists, now }: Listed): Html {
  return html`<div class="board">${COLUMNS.map((state, n) => {
    const list = lists[n]
    const tickets = list?.tickets ?? []
    return html`<section><h2>${t(`ticket.state.${state}`)} <span class="count">${tickets.length}${list?.more === true && '+'}</span></h2>
<ul class="rows">${tickets.map(
      (
        ticket,
      ) => html`<li class="sheet">${tick(t, ticket)}<a href="${deskPath(deskId, 'incidents', ticket.id)}"><span class="title">${ticket.number}</span> <span class="about">${titleOf(t, ticket)}</span>
<span class="when">${t(`priority.${priorityOf(ticket)}`)} · ${ticket.assignee?.name ?? requesterOf(t, ticket)} · ${agoIn(t, ticket.updatedAt, now)}</span></a></li>`,
    )}</ul></section>`
  })}</div>`
}

function tick(t: Sentences, { id, version, number }: Ticket): Html {
  return html`<input type="checkbox" name="tickets" value="${id}.${version}" aria-label="${t('console.tick.one', { number })}">`
}

function titleOf(t: Sentences, { isConfidential, title }: Ticket): string {
  return isConfidential ? t('console.confidential') : title
}

function requesterOf(t: Sentences, { isConfidential, requester }: Ticket): string {
  return isConfidential ? '–' : (requester.name ?? t('ticket.colleague'))
}

function pager(t: Sentences, { deskId, asked, lists }: Listed): Value {
  const more = asked.look === 'list' && lists[0]?.more === true
  const { page: at } = asked
  if (at === 0 && !more) return undefined
  return html`<nav class="pages" aria-label="${t('web.pages')}">
${at > 0 && html`<a href="${pathOf(deskId, { ...asked, page: at - 1 })}" rel="prev">${t('list.newer')}</a>`}
${more && html`<a href="${pathOf(deskId, { ...asked, page: at + 1 })}" rel="next">${t('list.older')}</a>`}</nav>`
}
