import { type Handoff, isOpen } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { execute, openDialog } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** What is left to somebody who cannot have a chat: an incident where that is offered, else whom to ask. */
export interface OtherWays {
  readonly incident: boolean
  readonly contact: string
}

/** Nobody is on duty, or (`closed`) it is outside the hours. */
export function unavailableCard(
  t: Sentences,
  ways: OtherWays,
  closed?: { readonly opensAt: number | undefined },
): Card {
  const opensAt = closed?.opensAt
  const why = t(closed === undefined ? 'chat.nobody' : 'chat.closed')
  return plainCard(t, {
    title: t('chat.offline'),
    paragraphs: [
      why,
      ...(opensAt === undefined ? [] : [t('menu.opens', { time: dateAndTimeOf(opensAt) })]),
      otherWay(t, ways),
    ],
    actions: leftTo(t, ways),
  })
}

/** Somebody asked for more chats than their share: when there is room again, and the other way. */
export function tooManyChatsCard(t: Sentences, until: number, ways: OtherWays): Card {
  return plainCard(t, {
    title: t('chat.too-many'),
    paragraphs: [t('share.until', { time: timeOf(until) })],
    actions: leftTo(t, ways),
  })
}

function otherWay(t: Sentences, { incident, contact }: OtherWays): string {
  return incident ? t('chat.offline.next') : t('chat.ask', { contact: asWritten(contact) })
}

function leftTo(t: Sentences, { incident }: OtherWays): readonly object[] {
  return [...(incident ? [openDialog(t('menu.new'), 'ticket.open', {})] : []), execute(t('menu.open'), 'menu.show', {})]
}

/** The card of the wait. Once somebody answers it only tells when; the talk has a card of its own. */
export function waitingCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined, online: boolean): Card {
  if (handoff.analyst !== undefined) {
    const time = timeOf(handoff.takenAt ?? handoff.queuedAt)
    return plainCard(t, { title: t('wait.taken', { name: asWritten(handoff.analyst.name), time }) })
  }
  if (handoff.state !== 'queued') return endedCard(t, handoff, ticketNumber)
  return plainCard(t, {
    overline: { text: `● ${t(online ? 'chat.online' : 'chat.offline')}`, color: online ? 'Good' : 'Attention' },
    title: t(online ? 'wait.title' : 'wait.title.offline'),
    paragraphs: [t(online ? 'wait.prompt' : 'wait.offline'), t('wait.since', { time: timeOf(handoff.queuedAt) })],
    actions: waitingActions(t, handoff.id),
  })
}

/** All analysts left while somebody waits: said in a message of its own, so that it rings. */
export function nobodyThereCard(t: Sentences, handoff: Handoff): Card {
  return plainCard(t, {
    overline: { text: `● ${t('chat.offline')}`, color: 'Attention' },
    title: t('wait.title.offline'),
    paragraphs: [t('wait.offline')],
    actions: waitingActions(t, handoff.id),
  })
}

/** Whoever took the chat cannot go on: it waits again, where it stood. */
export function givenBackCard(t: Sentences, handoff: Handoff, name: string): Card {
  return plainCard(t, {
    overline: { text: `● ${t('wait.again')}`, color: 'Warning' },
    title: t('given-back.title', { name: asWritten(name) }),
    paragraphs: [t('given-back.text'), t('wait.since', { time: timeOf(handoff.queuedAt) })],
    actions: waitingActions(t, handoff.id),
  })
}

/** The same in the thread: who wrote there speaks among analysts now. */
export function givenBackAtDeskCard(t: Sentences, name: string, note: string): Card {
  return plainCard(t, {
    overline: { text: `● ${t('wait.again')}`, color: 'Warning' },
    title: t('given-back.title', { name: asWritten(name) }),
    quote: note,
    paragraphs: [t('given-back.desk')],
  })
}

/** The desk cannot see who waits: the way out is an incident. */
export function unseenChatCard(t: Sentences, handoff: Handoff): Card {
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('unseen.chat'),
    paragraphs: [t('unseen.chat.text')],
    actions: waitingActions(t, handoff.id),
  })
}

function waitingActions(t: Sentences, handoffId: string): readonly object[] {
  return [
    openDialog(t('menu.new'), 'ticket.from-chat', { handoffId }),
    execute(t('wait.cancel'), 'handoff.cancel', { handoffId }),
  ]
}

/** The card of the talk: « Connecté à <nom> », then its end. Where the other side ended it, the notice of it has the next step. */
export function talkCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined): Card {
  if (handoff.state === 'active') return connectedCard(t, handoff)
  if (handoff.state === 'queued') return plainCard(t, { title: t('wait.again') })
  if (handoff.endedBy === 'requester') return endedCard(t, handoff, ticketNumber)
  return plainCard(t, { title: t('ended.title'), paragraphs: [endedText(t, handoff, ticketNumber)] })
}

/** The card of the talk before somebody else went on with it: the present one is below. */
export function beforeCard(t: Sentences): Card {
  return plainCard(t, { title: t('talk.before') })
}

/** « Connecté à <nom> » (S0.18). */
export function connectedCard(t: Sentences, handoff: Handoff): Card {
  return plainCard(t, {
    title: t('connected.title', { name: asWritten(handoff.analyst?.name ?? '') }),
    paragraphs: [t('connected.text')],
    actions: [nextStep(t, handoff), execute(t('connected.end'), 'handoff.leave', { handoffId: handoff.id })],
  })
}

/** A chat comes to one incident: to make it, or to see it. While the chat goes on, its own card stays where it is. */
function nextStep(t: Sentences, handoff: Handoff): object {
  const { id: handoffId, ticketId } = handoff
  if (ticketId === undefined) return openDialog(t('menu.new'), 'ticket.from-chat', { handoffId })
  return isOpen(handoff)
    ? execute(t('opened.follow'), 'handoff.incident', { handoffId })
    : execute(t('opened.follow'), 'ticket.show', { ticketId })
}

/** One of the two warnings before a silent chat ends (S0.23). */
export function silenceCard(t: Sentences, handoffId: string, warning: 1 | 2, endsAt: number): Card {
  return plainCard(t, {
    title: t('silence.title'),
    paragraphs: [t(warning === 1 ? 'silence.first' : 'silence.second', { time: timeOf(endsAt) })],
    actions: [
      execute(t('silence.here'), 'handoff.here', { handoffId }, 'positive'),
      execute(t('connected.end'), 'handoff.leave', { handoffId }),
    ],
  })
}

export function stillHereCard(t: Sentences): Card {
  return plainCard(t, { title: t('silence.here'), paragraphs: [t('silence.thanks')] })
}

/** The end of a chat, as its requester sees it: who ended it, and what to do if the trouble is still there. */
export function endedCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined): Card {
  const abandoned = handoff.state === 'abandoned'
  const next = t(abandoned ? 'ended.abandoned.next' : 'ended.next')
  return plainCard(t, {
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
