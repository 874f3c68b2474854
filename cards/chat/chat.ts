import type { Handoff } from '../../services/handoffs/handoff.ts'
import { execute, openDialog } from '../actions.ts'
import { asWritten } from '../as-written.ts'
import { noticeCard } from '../notice/notice.ts'
import { type Card, timeOf } from '../render.ts'
import type { Sentences } from '../words.ts'

/** Nobody is on duty: the way out is an incident. */
export function unavailableCard(t: Sentences): Card {
  return noticeCard(t, {
    title: t('chat.offline'),
    paragraphs: [t('chat.offline.next')],
    actions: [openDialog(t('menu.new'), 'ticket.new', {}), execute(t('menu.open'), 'menu.show', {})],
  })
}

/** The card of the wait. Once somebody answers it only tells when; the talk has a card of its own. */
export function waitingCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined, online: boolean): Card {
  if (handoff.analyst !== undefined) {
    const time = timeOf(handoff.takenAt ?? handoff.queuedAt)
    return noticeCard(t, { title: t('wait.taken', { name: asWritten(handoff.analyst.name), time }) })
  }
  if (handoff.state !== 'queued') return endedCard(t, handoff, ticketNumber)
  return noticeCard(t, {
    overline: { text: `● ${t(online ? 'chat.online' : 'chat.offline')}`, color: online ? 'Good' : 'Attention' },
    title: t('wait.title'),
    paragraphs: [t(online ? 'wait.prompt' : 'wait.offline'), t('wait.since', { time: timeOf(handoff.queuedAt) })],
    actions: [
      openDialog(t('menu.new'), 'ticket.new', { handoffId: handoff.id }),
      execute(t('wait.cancel'), 'chat.end', { handoffId: handoff.id }),
    ],
  })
}

/** The card of the talk: « Connecté à <nom> », then its end. Where the other side ended it, the notice of it has the next step. */
export function talkCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined): Card {
  if (handoff.state === 'active') return connectedCard(t, handoff)
  if (handoff.endedBy === 'requester') return endedCard(t, handoff, ticketNumber)
  return noticeCard(t, { title: t('ended.title'), paragraphs: [endedText(t, handoff, ticketNumber)] })
}

/** « Connecté à <nom> » (S0.18). */
export function connectedCard(t: Sentences, handoff: Handoff): Card {
  return noticeCard(t, {
    title: t('connected.title', { name: asWritten(handoff.analyst?.name ?? '') }),
    paragraphs: [t('connected.text')],
    actions: [nextStep(t, handoff), execute(t('connected.end'), 'chat.end', { handoffId: handoff.id })],
  })
}

/** A chat comes to one incident: to make it, or to see it. */
function nextStep(t: Sentences, { id, ticketId }: Handoff): object {
  return ticketId === undefined
    ? openDialog(t('menu.new'), 'ticket.new', { handoffId: id })
    : execute(t('opened.follow'), 'ticket.show', { ticketId })
}

/** One of the two warnings before a silent chat ends (S0.23). */
export function silenceCard(t: Sentences, handoffId: string, warning: 1 | 2, endsAt: number): Card {
  return noticeCard(t, {
    title: t('silence.title'),
    paragraphs: [t(warning === 1 ? 'silence.first' : 'silence.second', { time: timeOf(endsAt) })],
    actions: [
      execute(t('silence.here'), 'chat.here', { handoffId }, 'positive'),
      execute(t('connected.end'), 'chat.end', { handoffId }),
    ],
  })
}

export function stillHereCard(t: Sentences): Card {
  return noticeCard(t, { title: t('silence.here'), paragraphs: [t('silence.thanks')] })
}

/** The end of a chat, as its requester sees it: who ended it, and what to do if the trouble is still there. */
export function endedCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined): Card {
  const abandoned = handoff.state === 'abandoned'
  const next = t(abandoned ? 'ended.abandoned.next' : 'ended.next')
  return noticeCard(t, {
    title: t(abandoned ? 'ended.abandoned.title' : 'ended.title'),
    paragraphs: [endedText(t, handoff, ticketNumber), ...(handoff.ticketId === undefined ? [next] : [])],
    actions: [nextStep(t, handoff), execute(t('menu.open'), 'menu.show', {})],
  })
}

function endedText(t: Sentences, handoff: Handoff, ticketNumber: string | undefined): string {
  const time = timeOf(handoff.endedAt ?? handoff.queuedAt)
  if (handoff.analyst !== undefined) {
    return t(`ended.by.${handoff.endedBy ?? 'requester'}`, { analyst: asWritten(handoff.analyst.name), time })
  }
  return handoff.state === 'converted'
    ? t('ended.converted', { number: ticketNumber ?? '' })
    : t('ended.abandoned', { time })
}
