import {
  isSettled,
  type Ticket,
  type TicketEntry,
  type TicketState,
  visibleToRequester,
} from '../../services/tickets/ticket.ts'
import { execute, openDialog } from '../actions.ts'
import { asWritten, EXCERPT, inRun, writtenLines } from '../as-written.ts'
import { noticeCard } from '../notice/notice.ts'
import { type Card, dateAndTimeOf, template } from '../render.ts'
import type { Sentences } from '../words.ts'
import json from './ticket.json' with { type: 'json' }

const fill = template(json)
/** A card is no archive: the last things that happened. */
const LAST_ENTRIES = 8

/** An incident as the person whom it concerns sees it (S0.34). */
export function ticketCard(t: Sentences, ticket: Ticket, entries: readonly TicketEntry[]): Card {
  const comment = openDialog(t('ticket.comment'), 'ticket.comment', { ticketId: ticket.id })
  return ticketView(t, ticket, entries.filter(visibleToRequester), t('desk.incident.of', { number: ticket.number }), [
    ...(ticket.state === 'closed' || ticket.state === 'cancelled' ? [] : [comment]),
    execute(t('desk.view'), 'ticket.show', { ticketId: ticket.id }),
    execute(t('list.back'), 'ticket.list', { page: 0 }),
  ])
}

/** An incident in the desk's channel: the root of its thread, kept true. */
export function deskTicketCard(t: Sentences, ticket: Ticket, entries: readonly TicketEntry[]): Card {
  const data = { ticketId: ticket.id, version: ticket.version }
  const title = t(ticket.state === 'new' ? 'desk.new-incident' : 'desk.incident.of', { number: ticket.number })
  const take = execute(t('desk.take'), 'desk.ticket.take', data, 'positive')
  return ticketView(t, ticket, entries, title, [
    ...(ticket.assignee === undefined && !isSettled(ticket) ? [take] : []),
    openDialog(t('desk.comment'), 'desk.ticket.comment', { ticketId: ticket.id }),
    ...(isSettled(ticket) ? [] : [openDialog(t('ticket.resolve'), 'desk.ticket.resolve', data)]),
  ])
}

function ticketView(
  t: Sentences,
  ticket: Ticket,
  entries: readonly TicketEntry[],
  number: string,
  actions: object[],
): Card {
  const state = t(`ticket.state.${ticket.state}`)
  return fill({
    lang: t.language,
    summary: `${number} · ${state}\n${ticket.title}`,
    state: `● ${state}`,
    color: STATE_COLORS[ticket.state],
    number,
    title: inRun(ticket.title),
    facts: facts(t, ticket),
    description: writtenLines(ticket.description),
    history: t('ticket.history'),
    entries: entries.slice(-LAST_ENTRIES).map((entry) => ({
      what: `${t(`entry.${entry.kind}`, { name: asWritten(entry.author.name) })} · ${dateAndTimeOf(entry.at)}`,
      lines: entry.text === '' ? [] : writtenLines(entry.text, EXCERPT),
    })),
    actions,
  })
}

export const STATE_COLORS: Readonly<Record<TicketState, string>> = {
  new: 'Accent',
  'in-progress': 'Warning',
  'on-hold': 'Warning',
  resolved: 'Good',
  closed: 'Default',
  cancelled: 'Default',
}

function facts(t: Sentences, ticket: Ticket) {
  const { requester, opener, assignee, category } = ticket
  const other = requester.objectId !== opener.objectId
  const assigned = assignee === undefined ? t('ticket.assignee.none') : asWritten(assignee.name)
  return [
    { title: t('ticket.assignee'), value: assigned },
    { title: t('ticket.requester'), value: asWritten(requester.name ?? t('ticket.colleague')) },
    ...(other ? [{ title: t('ticket.opener'), value: asWritten(opener.name) }] : []),
    { title: t('ticket.urgency'), value: t(`urgency.${ticket.urgency}`) },
    ...(category === undefined ? [] : [{ title: t('ticket.category'), value: t(`category.${category}`) }]),
  ]
}

/** The number, as soon as there is one (S0.22, S0.32). `reader` is whose card it is; `undefined` is the desk. */
export function openedCard(t: Sentences, ticket: Ticket, readerId: string | undefined): Card {
  return noticeCard(t, {
    overline: { text: `● ${t(`ticket.state.${ticket.state}`)}`, color: 'Accent' },
    title: t('opened.title', { number: ticket.number }),
    quote: ticket.title,
    paragraphs: [openedText(t, ticket, readerId)],
    actions: readerId === undefined ? [] : [execute(t('opened.follow'), 'ticket.show', { ticketId: ticket.id })],
  })
}

/** What a dialog shows once it is saved: the number at once. */
export function savedCard(t: Sentences, ticket: Ticket, readerId: string | undefined): Card {
  return noticeCard(t, {
    title: t('opened.title', { number: ticket.number }),
    quote: ticket.title,
    paragraphs: [openedText(t, ticket, readerId), t('saved.close')],
  })
}

function openedText(t: Sentences, ticket: Ticket, readerId: string | undefined): string {
  if (ticket.handoffId !== undefined) return t('opened.text.chat')
  if (ticket.requester.objectId !== readerId) {
    return t('opened.text.for', { name: asWritten(ticket.requester.name ?? t('ticket.colleague')) })
  }
  const byOther = ticket.opener.objectId !== readerId
  return byOther ? t('opened.text.by', { name: asWritten(ticket.opener.name) }) : t('opened.text')
}

/** Something happened to a ticket: told to the requester, or to the desk when it was the requester who wrote. */
export function newsCard(t: Sentences, ticket: Ticket, entry: TicketEntry, reader: 'requester' | 'desk'): Card {
  const names = { name: asWritten(entry.author.name), number: ticket.number }
  const follow = execute(t('opened.follow'), 'ticket.show', { ticketId: ticket.id })
  return noticeCard(t, {
    ...(entry.kind === 'resolved'
      ? { overline: { text: `${t('ticket.state.resolved')}, ${dateAndTimeOf(entry.at)}`, color: 'Good' } as const }
      : {}),
    title: reader === 'desk' ? t('news.requester', names) : t(newsKey(entry), names),
    quote: entry.text,
    paragraphs: [asWritten(ticket.title)],
    actions: reader === 'desk' ? [] : [follow],
  })
}

function newsKey(entry: TicketEntry) {
  if (entry.kind === 'taken' || entry.kind === 'comment' || entry.kind === 'resolved')
    return `news.${entry.kind}` as const
  return 'news.other' as const
}

/** What a dialog shows once a comment or a work note is saved. */
export function notedCard(
  t: Sentences,
  ticket: Ticket,
  kind: 'comment' | 'work-note',
  author: string,
  text: string,
): Card {
  const title = t(`entry.${kind}`, { name: asWritten(author) })
  return noticeCard(t, {
    title,
    quote: text,
    paragraphs: [t('comment.done.text', { number: ticket.number }), t('saved.close')],
  })
}

/** What a dialog shows once an incident is resolved. */
export function resolvedCard(t: Sentences, ticket: Ticket, resolution: string): Card {
  const title = t('resolve.done', { number: ticket.number })
  return noticeCard(t, { title, quote: resolution, paragraphs: [t('saved.close')] })
}

/** What a dialog shows when a colleague was faster. */
export function lateCard(t: Sentences, ticket: Ticket, text: string): Card {
  const title = t('resolve.late', { number: ticket.number })
  return noticeCard(t, { title, quote: text, paragraphs: [t('resolve.late.text')] })
}
