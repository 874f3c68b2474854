import type { Hung, Mine } from '../../services/desks/board.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import { asWritten } from '../as-written.ts'
import { execute } from '../button.ts'
import { type Card, dateAndTimeOf, template, timeOf } from '../render.ts'
import { listed, type Row } from '../row.ts'
import type { Sentences } from '../sentences.ts'
import json from './mine.json' with { type: 'json' }
import { openThread } from './thread-link.ts'

const fill = template(json)

/** « Mes chats et mes incidents », in an analyst's own chat: each leads to its thread (A6). */
export function mineCard(t: Sentences, { chats, incidents }: Mine): Card {
  const nothing = chats.length + incidents.length === 0
  return fill({
    lang: t.language,
    summary: t('mine.title'),
    title: t('mine.title'),
    nothing: nothing ? t('mine.nothing') : '',
    lists: [
      ...listed(
        t('mine.chats'),
        chats.map((its) => chatRow(t, its)),
      ),
      ...listed(
        t('mine.incidents'),
        incidents.map((its) => incidentRow(t, its)),
      ),
    ],
    actions: [execute(t('menu.open'), 'menu.show', {})],
  })
}

/** Whoever is owed an answer stands out. */
function chatRow(t: Sentences, { thing, thread }: Hung<Handoff>): Row {
  const { requester, takenAt, queuedAt, silentSince, heldUntil, owedSince } = thing
  const isOwed = silentSince === undefined && heldUntil === undefined
  return {
    what: asWritten(requester.name),
    when: t(isOwed ? 'mine.owed' : 'duty.since', { time: timeOf((isOwed ? owedSince : takenAt) ?? queuedAt) }),
    color: isOwed ? 'Warning' : 'Default',
    open: openThread(t, thread, requester.tenantId),
  }
}

function incidentRow(t: Sentences, { thing, thread }: Hung<Ticket>): Row {
  const { number, title, isConfidential, updatedAt, requester } = thing
  return {
    what: isConfidential
      ? t('confidential.title', { number })
      : t('mine.incident', { number, title: asWritten(title) }),
    when: dateAndTimeOf(updatedAt),
    open: openThread(t, thread, requester.tenantId),
  }
}
