import type { Sentences } from '../../cards/sentences.ts'
import { categoryName } from '../../cards/tickets/category.ts'
import { named } from '../../cards/tickets/named.ts'
import { IN_LINE, requesterActs } from '../../cards/tickets/ticket.ts'
import { inLanguage } from '../../services/bilingual/bilingual.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import { type Priority, priorityOf, stepsOf, type Ticket, type TicketEntry } from '../../services/tickets/ticket.ts'
import { actionsForm, type CardView } from '../card.ts'
import { page, timeIn } from '../frame.ts'
import { type Html, html, type Value } from '../html.ts'
import { ticketPath } from '../paths.ts'

interface Shown {
  readonly ticket: Ticket
  /** A page of its history, the newest first; `page` counts from 0. */
  readonly history: { readonly entries: readonly TicketEntry[]; readonly page: number; readonly more: boolean }
  readonly reader: NamedPerson
  readonly view: CardView
  /** What the reader sent with it, or was sent. */
  readonly files: readonly OfferedFile[]
}

export interface OfferedFile {
  readonly name: string
  /** Opens it, for a day. */
  readonly url: string
}

/** An incident as the person whom it concerns sees it: its state, and its whole history (S0.34). */
export function ticketPage(t: Sentences, { ticket, history, reader, view, files }: Shown): string {
  const { id, title, state, assignee, requester, opener, urgency, category, description, openedAt } = ticket
  const { timeZone } = view
  const { actions, others } = requesterActs(t, ticket, reader)
  const facts: readonly (readonly [string, Value])[] = [
    [t('ticket.assignee'), assignee?.name ?? t('ticket.assignee.none')],
    [t('ticket.requester'), requester.name ?? t('ticket.colleague')],
    ...(opener.objectId === requester.objectId ? [] : [[t('ticket.opener'), opener.name] as const]),
    [t('ticket.priority'), t(`priority.${priorityOf(ticket)}`)],
    [t('ticket.urgency'), t(`urgency.${urgency}`)],
    ...(category === undefined ? [] : [[t('itsm.field.category'), categoryName(t, category)] as const]),
    [t('web.opened'), timeIn(t.language, timeZone, openedAt)],
  ]
  const entries = history.entries.map(
    (entry) => html`<li><strong>${entryLine(t, entry)}</strong>
<span class="quiet"> · ${timeIn(t.language, timeZone, entry.at)}</span>
${isSaid(entry) && html`<p class="words">${entry.text}</p>`}</li>`,
  )
  const { page: at, more } = history
  const body = html`<p><span class="state ${state}">${t(`ticket.state.${state}`)}</span></p>
<div class="sheet">
<h2>${title}</h2>
<dl>${facts.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>
<p class="words">${description}</p>
</div>
${ticket.tasks.length > 0 && taskList(t, ticket)}
${actionsForm([...actions, ...others.map(({ select }) => select)], { ...view, from: ticketPath(id) })}
${
  files.length > 0 &&
  html`<h2>${t('web.files.title')}</h2>
<ul class="list sheet">${files.map(({ name, url }) => html`<li><a href="${url}" target="_blank" rel="noopener">${name}</a></li>`)}</ul>`
}
<h2>${t('ticket.history')}</h2>
<ol class="history sheet" reversed>${entries}</ol>
${
  (at > 0 || more) &&
  html`<nav class="pages" aria-label="${t('web.pages')}">
${at > 0 && html`<a href="${ticketPath(id)}?page=${at - 1}" rel="prev">${t('list.newer')}</a>`}
${more && html`<a href="${ticketPath(id)}?page=${at + 1}" rel="next">${t('list.older')}</a>`}
</nav>`
}
<a class="back" href="/incidents">${t('list.back')}</a>`
  return page(t, { title: t('desk.incident.of', named(ticket)), reader: reader.name }, body)
}

function entryLine(t: Sentences, { kind, author: { name }, text }: TicketEntry): string {
  if (kind === 'priority') return t('entry.priority', { name, value: t(`priority.${text as `${Priority}`}`) })
  if (kind === 'category') return t('entry.category', { name, value: categoryName(t, text) })
  if (kind === 'task-done' || kind === 'task-undone')
    return t(`entry.${kind}`, { name, value: inLanguage(text, t.language) })
  return t(`entry.${kind}`, { name })
}

function isSaid({ kind, text }: TicketEntry): boolean {
  return text !== '' && !IN_LINE.includes(kind)
}

/** Where a request stands, task by task. */
function taskList(t: Sentences, { tasks }: Ticket): Html {
  const next = stepsOf({ tasks }).next
  return html`<h2>${t('ticket.tasks')}</h2>
<ol class="tasks sheet">${tasks.map(({ name, doneAt }, n) => {
    const state = doneAt !== undefined ? 'done' : n === next ? 'now' : 'later'
    return html`<li class="${state}"><span aria-hidden="true">${MARKS[state]}</span> ${inLanguage(name, t.language)} <span class="quiet">${t(`task.${state}`)}</span></li>`
  })}</ol>`
}

const MARKS = { done: '✓', now: '●', later: '○' } as const
