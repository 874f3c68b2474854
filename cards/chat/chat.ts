import type { Handoff } from '../../services/handoffs/handoff.ts'
import { execute, openDialog } from '../actions.ts'
import { asWritten } from '../as-written.ts'
import { noticeCard } from '../notice/notice.ts'
import { type Card, timeOf } from '../render.ts'
import type { Words, WordsKey } from '../words.ts'

/** Nobody is on duty: the way out is an incident. */
export function unavailableCard(t: Words): Card {
  return noticeCard(t, {
    overline: { text: `● ${t('chat.offline')}`, color: 'Attention' },
    title: t('chat.offline'),
    paragraphs: [t('chat.offline.next')],
    actions: [openDialog(t('menu.new'), 'ticket.new', {}), execute(t('menu.open'), 'menu.show', {})],
  })
}

/** The requester's own card of their handoff, in whatever state it is. `ticketNumber` is that of its incident, if any. */
export function chatCard(t: Words, handoff: Handoff, ticketNumber: string | undefined): Card {
  if (handoff.state === 'queued') return waitingCard(t, handoff)
  if (handoff.state === 'active') return answeredCard(t, handoff)
  return endedCard(t, handoff, ticketNumber)
}

function waitingCard(t: Words, handoff: Handoff): Card {
  return noticeCard(t, {
    overline: { text: `● ${t('chat.online')}`, color: 'Good' },
    title: t('wait.title'),
    paragraphs: [t('wait.prompt'), t('wait.since', { time: timeOf(handoff.queuedAt) })],
    actions: [
      openDialog(t('menu.new'), 'ticket.new', { handoffId: handoff.id }),
      execute(t('wait.cancel'), 'chat.end', { handoffId: handoff.id }),
    ],
  })
}

function answeredCard(t: Words, handoff: Handoff): Card {
  const name = asWritten(handoff.analyst?.name ?? '')
  return noticeCard(t, {
    overline: { text: `● ${t('chat.online')}`, color: 'Good' },
    title: t('wait.taken', { name, time: timeOf(handoff.takenAt ?? handoff.queuedAt) }),
    actions: chatActions(t, handoff.id),
  })
}

/** « Connecté à <nom> » (S0.18). */
export function connectedCard(t: Words, handoffId: string, analystName: string): Card {
  return noticeCard(t, {
    overline: { text: `● ${t('chat.online')}`, color: 'Good' },
    title: t('connected.title', { name: asWritten(analystName) }),
    paragraphs: [t('connected.text')],
    actions: chatActions(t, handoffId),
  })
}

function chatActions(t: Words, handoffId: string): object[] {
  return [
    openDialog(t('menu.new'), 'ticket.new', { handoffId }),
    execute(t('connected.end'), 'chat.end', { handoffId }),
  ]
}

/** One of the two warnings before a silent chat ends (S0.23). */
export function silenceCard(t: Words, handoffId: string, warning: 1 | 2, endsAt: number): Card {
  return noticeCard(t, {
    title: t('silence.title'),
    paragraphs: [t(warning === 1 ? 'silence.first' : 'silence.second', { time: timeOf(endsAt) })],
    actions: [
      execute(t('silence.here'), 'chat.here', { handoffId }, 'positive'),
      execute(t('connected.end'), 'chat.end', { handoffId }),
    ],
  })
}

export function stillHereCard(t: Words): Card {
  return noticeCard(t, { title: t('silence.here'), paragraphs: [t('silence.thanks')] })
}

/** The end of a chat, as its requester sees it: who ended it, and what to do if the trouble is still there. */
export function endedCard(t: Words, handoff: Handoff, ticketNumber: string | undefined): Card {
  const values = {
    analyst: asWritten(handoff.analyst?.name ?? ''),
    time: timeOf(handoff.endedAt ?? handoff.queuedAt),
    number: ticketNumber ?? '',
  }
  return noticeCard(t, {
    title: t('ended.title'),
    paragraphs: [t(endedKey(handoff), values), ...(handoff.ticketId === undefined ? [t('ended.next')] : [])],
    actions: [
      ...(handoff.ticketId === undefined ? [openDialog(t('menu.new'), 'ticket.new', { handoffId: handoff.id })] : []),
      ...(handoff.ticketId === undefined
        ? []
        : [execute(t('opened.follow'), 'ticket.show', { ticketId: handoff.ticketId })]),
      execute(t('menu.open'), 'menu.show', {}),
    ],
  })
}

function endedKey(handoff: Handoff): WordsKey {
  if (handoff.analyst === undefined) return handoff.state === 'converted' ? 'ended.converted' : 'ended.abandoned'
  return `ended.by.${handoff.endedBy ?? 'requester'}`
}
