import type { Hung, Mine } from '../../services/desks/board.ts'
import { type Handoff, isOwed } from '../../services/handoffs/handoff.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { execute } from '../button.ts'
import { type Card, dateAndTimeOf, template, timeOf } from '../render.ts'
import { listOf, type Row } from '../row.ts'
import type { Sentences } from '../sentences.ts'
import { named } from '../tickets/named.ts'
import json from './mine.json' with { type: 'json' }
import { openThread } from './thread-link.ts'

const fill = template(json)

/** « Mes chats et mes incidents », in an analyst's own chat: each leads to its thread (A6). */
export function mineCard(t: Sentences, mine: Mine): Card {
  const isNothing = mine.chats.length + mine.incidents.length === 0
  return listCard(t, mine, {
    title: t('mine.title'),
    text: isNothing ? t('mine.nothing') : '',
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

/** Whoever went off duty reads what is still theirs, and may give all chats back to the queue (F7). */
export function leavingCard(t: Sentences, workspaceId: string, mine: Mine): Card {
  const back = execute(t('leaving.return'), 'desk.return', { workspaceId }, 'positive')
  return listCard(t, mine, {
    title: t('leaving.title'),
    text: t('leaving.text'),
    actions: mine.chats.length === 0 ? [] : [back],
  })
}

interface Texts {
  readonly title: string
  readonly text: string
  readonly actions: readonly object[]
}

function listCard(t: Sentences, { chats, incidents }: Mine, { title, text, actions }: Texts): Card {
  return fill({
    lang: t.language,
    summary: title,
    title,
    text,
    lists: [
      ...listOf(
        t('mine.chats'),
        chats.map((its) => chatRow(t, its)),
      ),
      ...listOf(
        t('mine.incidents'),
        incidents.map((its) => incidentRow(t, its)),
      ),
    ],
    actions,
  })
}

/** Whoever is owed an answer stands out. */
function chatRow(t: Sentences, { thing, thread }: Hung<Handoff>): Row {
  const { requester, takenAt, queuedAt, owedSince } = thing
  const waits = isOwed(thing)
  return {
    what: asWritten(requester.name),
    when: t(waits ? 'mine.owed' : 'duty.since', { time: timeOf((waits ? owedSince : takenAt) ?? queuedAt) }),
    color: waits ? 'Warning' : 'Default',
    open: openThread(t, thread, requester.tenantId),
  }
}

function incidentRow(t: Sentences, { thing, thread }: Hung<Ticket>): Row {
  const { number, title, isConfidential, updatedAt, requester } = thing
  return {
    what: isConfidential
      ? t('confidential.title', named(thing))
      : t('mine.incident', { number, title: asWritten(title) }),
    when: dateAndTimeOf(updatedAt),
    open: openThread(t, thread, requester.tenantId),
  }
}
