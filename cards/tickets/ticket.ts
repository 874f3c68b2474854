import { inLanguage } from '../../services/bilingual/bilingual.ts'
import { type PersonKey, samePerson } from '../../services/people/person.ts'
import type { SecretKind } from '../../services/secrets/secret.ts'
import type { Settings } from '../../services/settings/settings.ts'
import type { KnownPromise } from '../../services/sla/store.ts'
import type { NotTold } from '../../services/tickets/jobs.ts'
import {
  type EntryKind,
  isForAnother,
  isSettled,
  type Priority,
  priorityOf,
  type Ticket,
  type TicketEntry,
  type TicketState,
} from '../../services/tickets/ticket.ts'
import { asWritten, EXCERPT, inRun, WHOLE, writtenLines } from '../as-written.ts'
import { execute, type Link, link, linkDialog, openDialog } from '../button.ts'
import { leftCard } from '../desks/pass.ts'
import { askAboutTicket, type Given } from '../feedback/feedback.ts'
import { lookLink } from '../lookups/lookup.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf, template } from '../render.ts'
import { referralFact } from '../responsibilities/responsibilities.ts'
import { maskedLines } from '../secrets/masked.ts'
import type { Sentences } from '../sentences.ts'
import { promiseFacts } from '../sla/sla.ts'
import { categoryName } from './category.ts'
import { named } from './named.ts'
import { progressOf, taskLinks } from './tasks.ts'
import json from './ticket.json' with { type: 'json' }

const fill = template(json)

/** How many entries a card shows: the last ones as excerpts, or (`page` from 1) a few whole ones. */
export const LAST_ENTRIES = 8
export const ENTRIES_A_PAGE = 4

/** Part of a ticket's history, the newest first, as the store gives it. */
export interface History {
  readonly entries: readonly TicketEntry[]
  /** 0: the last entries, as excerpts. From 1 on: a page of whole ones, the newest on page 1. */
  readonly page: number
  /** There is more of it than is shown. */
  readonly more: boolean
}

/** An incident as the person whom it concerns sees it (S0.34). */
export function ticketCard(t: Sentences, ticket: Ticket, history: History, reader: PersonKey, given?: Given): Card {
  const { id: ticketId } = ticket
  const newer = execute(t('list.newer'), 'ticket.show', { ticketId, page: history.page - 1 })
  const more = (page: number) => link(t('ticket.history.more'), 'ticket.show', { ticketId, page })
  const refresh = execute(t('desk.view'), 'ticket.show', { ticketId })
  const { actions, others } = requesterActs(t, ticket, reader)
  const back = execute(t('list.back'), 'ticket.list', { page: 0 })
  const isAsked = ticket.state === 'closed' && history.page === 0 && samePerson(ticket.requester, reader)
  const below = isAsked ? askAboutTicket(t, ticketId, given) : []
  return ticketView(t, ticket, history, t('desk.incident.of', named(ticket)), { more, others, below }, [
    ...(history.page > 0 ? [newer, refresh] : ticket.state === 'resolved' ? actions : [...actions, refresh]),
    back,
  ])
}

/** What whom an incident concerns may do about it now; `others`: what is needed less often. */
export function requesterActs(
  t: Sentences,
  ticket: Ticket,
  reader: PersonKey,
): { readonly actions: readonly object[]; readonly others: readonly Link[] } {
  const { id: ticketId, state } = ticket
  const comment = openDialog(t('ticket.comment'), 'ticket.comment', { ticketId })
  const commentLink = linkDialog(t('ticket.comment'), t('ticket.comment'), 'ticket.comment', { ticketId })
  const away = t('withdraw', named(ticket))
  const withdraw = linkDialog(away, away, 'ticket.withdraw', { ticketId })
  const viewers = link(t('viewers.open'), 'audit.viewers', { ticketId })
  const actions =
    state === 'resolved'
      ? answersTo(t, ticket)
      : state === 'closed'
        ? [reopening(t, ticketId)]
        : state === 'cancelled'
          ? []
          : [comment]
  // Nobody but whom it is for needs it no more.
  const mayWithdraw = samePerson(ticket.requester, reader) && !isSettled(ticket)
  const others = [...(state === 'resolved' ? [commentLink] : []), ...(mayWithdraw ? [withdraw] : []), viewers]
  return { actions, others }
}

/** What whom it concerns may say to a resolution (F23). */
function answersTo(t: Sentences, { id: ticketId }: Ticket): readonly object[] {
  return [execute(t('ticket.confirm'), 'ticket.confirm', { ticketId }, 'positive'), reopening(t, ticketId)]
}

function reopening(t: Sentences, ticketId: string): object {
  return openDialog(t('ticket.reopen'), 'ticket.reopen', { ticketId })
}

/** An incident in the desk's channel: the root of its thread, kept true. */
export function deskTicketCard(
  t: Sentences,
  ticket: Ticket,
  history: History,
  {
    followers,
    mayLook = false,
    promises = [],
    support,
  }: {
    readonly followers: number
    /** Whoever sees it may look its requester up. */
    readonly mayLook?: boolean
    readonly promises?: readonly KnownPromise[]
    /** To whom it may have to be passed on. */
    readonly support?: Settings['support'] | undefined
  },
): Card {
  const { id: ticketId } = ticket
  const data = { ticketId, version: ticket.version }
  const title = t(ticket.state === 'new' ? 'desk.new-incident' : 'desk.incident.of', named(ticket))
  const take = execute(t('desk.take'), 'ticket.take', data, 'positive')
  const more = (page: number) => link(t('ticket.history.more'), 'ticket.history', { ticketId, page })
  const newer = execute(t('list.newer'), 'ticket.history', { ticketId, page: history.page - 1 })
  const pass = linkDialog(t('desk.pass'), t('desk.pass'), 'ticket.pass', data)
  const change = linkDialog(t('change'), t('change'), 'ticket.change', data)
  const label = t(ticket.announcement === undefined ? 'announce.title' : 'announce.followers', { count: followers })
  const announcing = linkDialog(label, t('announce.title'), 'ticket.announce', data)
  const looking = mayLook ? [lookLink(t, ticket.requester, ticket.number)] : []
  const others = isSettled(ticket) ? looking : [...taskLinks(t, ticket), pass, change, announcing, ...looking]
  const referral = support === undefined || isSettled(ticket) ? [] : referralFact(t, ticket.category, support)
  const promised = [...promiseFacts(t, ticket, promises), ...referral]
  return ticketView(t, ticket, history, title, { more, others, promised }, [
    ...(history.page > 0 ? [newer] : ticket.assignee === undefined && !isSettled(ticket) ? [take] : []),
    openDialog(t('desk.comment'), 'ticket.note', { ticketId }),
    ...(isSettled(ticket) ? [] : [openDialog(t('ticket.resolve'), 'ticket.resolve', data)]),
  ])
}

/** What hangs where it was before it went to another desk. */
export function leftTicketCard(t: Sentences, ticket: Pick<Ticket, 'number' | 'kind'>): Card {
  return leftCard(t, t('desk.incident.of', named(ticket)))
}

/** A confidential incident in the desk's channel: that it is there, and who may go on with it (F24). */
export function redactedCard(t: Sentences, ticket: Ticket): Card {
  const { id: ticketId, version, assignee, urgency } = ticket
  const isNew = assignee === undefined && !isSettled(ticket)
  return plainCard(t, {
    overline: { text: `● ${t(`ticket.state.${ticket.state}`)}`, color: OVERLINES[ticket.state] },
    title: t('confidential.title', named(ticket)),
    paragraphs: [
      t('confidential.text'),
      t('settings.line', { label: t('ticket.urgency'), value: t(`urgency.${urgency}`) }),
      ...(assignee === undefined
        ? []
        : [t('settings.line', { label: t('ticket.assignee'), value: asWritten(assignee.name) })]),
    ],
    actions: [
      ...(isNew ? [execute(t('desk.take'), 'ticket.take', { ticketId, version }, 'positive')] : []),
      openDialog(t('confidential.open'), 'ticket.confidential', { ticketId }),
      ...(isSettled(ticket) ? [] : [openDialog(t('ticket.resolve'), 'ticket.resolve', { ticketId, version })]),
    ],
    links: [
      linkDialog(t('desk.comment'), t('desk.comment'), 'ticket.note', { ticketId }),
      ...(isSettled(ticket)
        ? []
        : [
            linkDialog(t('desk.pass'), t('desk.pass'), 'ticket.pass', { ticketId, version }),
            linkDialog(t('change'), t('change'), 'ticket.change', { ticketId, version }),
          ]),
    ],
  })
}

const OVERLINES = {
  new: 'Accent',
  'in-progress': 'Warning',
  'on-hold': 'Warning',
  resolved: 'Good',
  closed: 'Good',
  cancelled: 'Good',
} as const satisfies Readonly<Record<TicketState, string>>

/** The same in a dialog, for whoever may read it. */
export function confidentialCard(t: Sentences, ticket: Ticket, history: History): Card {
  const title = t('desk.incident.of', named(ticket))
  // A dialog has no pages: what is older is read in the requester's own list.
  const nothing = { more: () => link('', 'menu.show', {}), others: [] }
  return ticketView(t, ticket, { ...history, more: false }, title, nothing, [])
}

function ticketView(
  t: Sentences,
  ticket: Ticket,
  { entries, page, more }: History,
  number: string,
  {
    more: moreOf,
    others,
    below = [],
    promised = [],
  }: {
    readonly more: (page: number) => Link
    readonly others: readonly Link[]
    readonly below?: readonly object[]
    readonly promised?: ReturnType<typeof promiseFacts>
  },
  actions: object[],
): Card {
  const state = t(`ticket.state.${ticket.state}`)
  const shown = entries.toReversed()
  const priority = priorityOf(ticket)
  // Two of four stand out, while somebody still has something to do.
  const isPressing = priority <= 2 && !isSettled(ticket)
  return fill({
    lang: t.language,
    summary: `${number} · ${state}\n${ticket.title}`,
    state: isPressing ? t(priority === 1 ? 'ticket.pressing.1' : 'ticket.pressing.2', { state }) : `● ${state}`,
    color: isPressing ? 'Attention' : STATE_COLORS[ticket.state],
    number,
    title: inRun(ticket.title),
    facts: [...facts(t, ticket), ...promised],
    description: page > 0 ? [] : writtenLines(ticket.description),
    history: t('ticket.history'),
    more: more || (page === 0 && entries.some(isCut)) ? [moreOf(page + 1)] : [],
    others,
    below,
    entries: shown.map((entry) => ({
      what: `${entryWords(t, entry)} · ${dateAndTimeOf(entry.at)}`,
      lines:
        entry.text === '' || IN_LINE.includes(entry.kind) ? [] : writtenLines(entry.text, page > 0 ? WHOLE : EXCERPT),
    })),
    actions,
  })
}

/** Of these the text is part of the line that says it. */
export const IN_LINE: readonly EntryKind[] = ['priority', 'category', 'task-done', 'task-undone']

function entryWords(t: Sentences, { kind, author, text }: TicketEntry): string {
  const name = asWritten(author.name)
  if (kind === 'priority') return t('entry.priority', { name, value: t(`priority.${text as `${Priority}`}`) })
  if (kind === 'category') return t('entry.category', { name, value: asWritten(categoryName(t, text)) })
  if (kind === 'task-done' || kind === 'task-undone')
    return t(`entry.${kind}`, { name, value: asWritten(inLanguage(text, t.language)) })
  return t(`entry.${kind}`, { name })
}

function isCut({ text }: TicketEntry): boolean {
  return text.length > EXCERPT.characters || text.split('\n').length > EXCERPT.lines
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
  const progress = progressOf(t, ticket)
  const assigned = assignee === undefined ? t('ticket.assignee.none') : asWritten(assignee.name)
  return [
    { title: t('ticket.assignee'), value: assigned },
    ...(progress === undefined ? [] : [{ title: t('ticket.tasks'), value: progress }]),
    { title: t('ticket.requester'), value: asWritten(requester.name ?? t('ticket.colleague')) },
    ...(isForAnother(ticket) ? [{ title: t('ticket.opener'), value: asWritten(opener.name) }] : []),
    { title: t('ticket.priority'), value: t(`priority.${priorityOf(ticket)}`) },
    { title: t('ticket.urgency'), value: t(`urgency.${ticket.urgency}`) },
    ...(ticket.impact === 'one' ? [] : [{ title: t('ticket.impact'), value: t(`impact.${ticket.impact}`) }]),
    ...(category === undefined ? [] : [{ title: t('ticket.category'), value: asWritten(categoryName(t, category)) }]),
  ]
}

/** The number, as soon as there is one (S0.22, S0.32). `reader` is whose card it is; `undefined` is the desk. */
export function openedCard(t: Sentences, ticket: Ticket, reader: PersonKey | undefined): Card {
  const { id: ticketId, handoffId } = ticket
  // Whoever did not open it themselves may say what is wrong with it, or that they need it not (F20).
  const isTheirs = samePerson(ticket.requester, reader) && isForAnother(ticket) && handoffId === undefined
  const answers =
    isTheirs && !isSettled(ticket)
      ? [
          openDialog(t('ticket.comment'), 'ticket.comment', { ticketId }),
          openDialog(t('withdraw', named(ticket)), 'ticket.withdraw', { ticketId }),
        ]
      : []
  return plainCard(t, {
    overline: { text: `● ${t(`ticket.state.${ticket.state}`)}`, color: 'Accent' },
    title: t('opened.title', named(ticket)),
    quote: ticket.title,
    paragraphs: [openedText(t, ticket, reader)],
    actions:
      reader === undefined
        ? []
        : [execute(t('opened.follow', named(ticket)), 'ticket.show', { ticketId: ticket.id }), ...answers],
  })
}

/** What a dialog shows once it is saved: the number at once, and which secrets were covered. */
export function savedCard(
  t: Sentences,
  ticket: Ticket,
  reader: PersonKey | undefined,
  kinds: readonly SecretKind[] = [],
): Card {
  return plainCard(t, {
    title: t('opened.title', named(ticket)),
    quote: ticket.title,
    paragraphs: [openedText(t, ticket, reader), ...maskedLines(t, kinds), t('saved.close')],
  })
}

function openedText(t: Sentences, ticket: Ticket, reader: PersonKey | undefined): string {
  if (ticket.handoffId !== undefined) return t('opened.text')
  if (!samePerson(ticket.requester, reader)) {
    return t('opened.text.for', { name: asWritten(ticket.requester.name ?? t('ticket.colleague')) })
  }
  return samePerson(ticket.opener, reader)
    ? t('opened.text')
    : t('opened.text.by', { name: asWritten(ticket.opener.name) })
}

/** Something happened to a ticket: told to the requester, or to the desk when it was the requester who wrote. */
export function newsCard(t: Sentences, ticket: Ticket, entry: TicketEntry, reader: 'requester' | 'desk'): Card {
  if (reader === 'desk' && ticket.isConfidential) return confidentialNewsCard(t, ticket)
  const names = { name: asWritten(entry.author.name), ...named(ticket) }
  const { id: ticketId } = ticket
  const follow = execute(t('opened.follow', named(ticket)), 'ticket.show', { ticketId })
  const reply = openDialog(t('ticket.reply'), 'ticket.comment', { ticketId }, 'positive')
  const isOpen = !isSettled(ticket)
  return plainCard(t, {
    ...(entry.kind === 'resolved'
      ? { overline: { text: `${t('ticket.state.resolved')}, ${dateAndTimeOf(entry.at)}`, color: 'Good' } as const }
      : {}),
    title: reader === 'desk' ? t(deskNewsKey(entry), names) : t(newsKey(entry), names),
    quote: entry.text,
    paragraphs: [asWritten(ticket.title)],
    actions:
      reader === 'desk'
        ? []
        : [
            ...(entry.kind === 'resolved' && ticket.state === 'resolved' ? answersTo(t, ticket) : []),
            ...(entry.kind === 'comment' && isOpen ? [reply] : []),
            follow,
          ],
  })
}

/** The channel reads that there is something new, and nothing of it. */
function confidentialNewsCard(t: Sentences, { id: ticketId, number }: Ticket): Card {
  return plainCard(t, {
    title: t('confidential.news', { number }),
    actions: [openDialog(t('confidential.open'), 'ticket.confidential', { ticketId })],
  })
}

function deskNewsKey({ kind }: TicketEntry) {
  return kind === 'confirmed' || kind === 'reopened' || kind === 'withdrawn'
    ? (`news.requester.${kind}` as const)
    : 'news.requester'
}

function newsKey(entry: TicketEntry) {
  const { kind } = entry
  if (kind === 'taken' || kind === 'comment' || kind === 'resolved') return `news.${kind}` as const
  if (kind === 'held' || kind === 'resumed' || kind === 'cancelled') return `news.${kind}` as const
  return 'news.other' as const
}

/** What a dialog shows once a comment or a work note is in the history: what is there, not what was sent. */
export function notedCard(t: Sentences, ticket: Ticket, entry: TicketEntry, kinds: readonly SecretKind[]): Card {
  return plainCard(t, {
    title: entryWords(t, entry),
    quote: entry.text,
    paragraphs: [t('comment.done.text', named(ticket)), ...maskedLines(t, kinds), t('saved.close')],
  })
}

/** What a dialog shows once an incident is changed: as it is now. */
export function changedCard(t: Sentences, ticket: Ticket, kinds: readonly SecretKind[]): Card {
  return plainCard(t, {
    overline: { text: `● ${t(`ticket.state.${ticket.state}`)}`, color: OVERLINES[ticket.state] },
    title: t('change.done', named(ticket)),
    paragraphs: [
      t('settings.line', { label: t('ticket.priority'), value: t(`priority.${priorityOf(ticket)}`) }),
      ...maskedLines(t, kinds),
      t('saved.close'),
    ],
  })
}

/** What a dialog shows once an incident is resolved. */
export function resolvedCard(t: Sentences, ticket: Ticket, resolution: string, kinds: readonly SecretKind[]): Card {
  const title = t('resolve.done', named(ticket))
  return plainCard(t, { title, quote: resolution, paragraphs: [...maskedLines(t, kinds), t('saved.close')] })
}

/** What a dialog shows when a colleague was faster. */
export function lateCard(t: Sentences, ticket: Ticket, text: string): Card {
  const title = t('resolve.late', named(ticket))
  return plainCard(t, { title, quote: text, paragraphs: [t('resolve.late.text')] })
}

/** Whoever works on an incident learns that somebody whom it concerns does not know. */
export function notToldCard(t: Sentences, { name, excerpt, why }: NotTold): Card {
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: name === undefined ? t('not-told.colleague') : t('not-told.title', { name: asWritten(name) }),
    quote: excerpt,
    paragraphs: [t(`not-told.${why}`)],
  })
}

/** Whoever opened it learns that the desk cannot see it at present. */
export function unseenCard(t: Sentences, ticket: Ticket): Card {
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('unseen.title', { number: ticket.number }),
    paragraphs: [t('unseen.text')],
    actions: [execute(t('opened.follow', named(ticket)), 'ticket.show', { ticketId: ticket.id })],
  })
}
