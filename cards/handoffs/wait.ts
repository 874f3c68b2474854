import type { Handoff } from '../../services/handoffs/handoff.ts'
import type { Wait } from '../../services/handoffs/wait.ts'
import { asWritten } from '../as-written.ts'
import { execute, link, openDialog, save } from '../button.ts'
import { choiceField, formCard } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { CALLBACK_MINUTES } from './actions.ts'
import { endedCard } from './chat.ts'

/** What is left to somebody who cannot have a chat: an incident where that is offered, else whom to ask. */
export interface OtherWays {
  readonly incident: boolean
  readonly contact: string
  /** They did not try yet to wait all the same. */
  readonly mayWait: boolean
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
    actions: leftTo(t, ways, closed === undefined ? 'later.wait' : opensAt === undefined ? undefined : 'later.opening'),
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

function leftTo(
  t: Sentences,
  { incident, mayWait }: OtherWays,
  later?: 'later.wait' | 'later.opening',
): readonly object[] {
  return [
    ...(incident ? [openDialog(t('menu.new'), 'ticket.open', {}, 'positive')] : []),
    ...(later === undefined || !mayWait ? [] : [execute(t(later), 'handoff.later', {})]),
    execute(t('menu.open'), 'menu.show', {}),
  ]
}

/** What the card of the wait tells, while somebody waits for whoever is next. */
export interface WaitView {
  readonly online: boolean
  readonly wait: Wait
}

/** The card of the wait. Once somebody answers it only tells when; the talk has a card of its own. `view`: while they wait for whoever is next. */
export function waitingCard(
  t: Sentences,
  handoff: Handoff,
  ticketNumber: string | undefined,
  view: WaitView | undefined,
): Card {
  if (handoff.analyst !== undefined) {
    const time = timeOf(handoff.takenAt ?? handoff.queuedAt)
    return plainCard(t, { title: t('wait.taken', { name: asWritten(handoff.analyst.name), time }) })
  }
  if (handoff.state !== 'queued') return endedCard(t, handoff, ticketNumber)
  if (handoff.callbackAt !== undefined) return callbackCard(t, handoff, handoff.callbackAt)
  const online = view?.online === true
  return plainCard(t, {
    overline: { text: `● ${t(online ? 'chat.online' : 'chat.offline')}`, color: online ? 'Good' : 'Warning' },
    title: t(online ? 'wait.title' : 'wait.title.offline'),
    paragraphs: [
      t(online ? 'wait.prompt' : 'wait.offline'),
      ...(online && view !== undefined ? waitLines(t, view.wait) : []),
      t('wait.since', { time: timeOf(handoff.queuedAt) }),
    ],
    actions: waitingActions(t, handoff.id),
  })
}

const MINUTE_MS = 60_000

/** Where they stand, and how long it lasted for others; where too few waited lately, that it is not known (F5). */
function waitLines(t: Sentences, { position, usual, isLonger, at }: Wait): readonly string[] {
  const place = position === 1 ? t('wait.first') : t('wait.before', { count: position - 1, time: timeOf(at) })
  if (usual === undefined) return [place, t('wait.unknown')]
  if (isLonger) return [place, t('wait.longer')]
  const from = Math.floor(usual.from / MINUTE_MS)
  const to = Math.max(1, Math.ceil(usual.to / MINUTE_MS))
  return [place, to === 1 ? t('wait.usual.short') : t('wait.usual', { from: Math.max(1, from), to })]
}

/** They wished to be called back: until then nobody is to take it (F4). */
function callbackCard(t: Sentences, { id: handoffId }: Handoff, at: number): Card {
  return plainCard(t, {
    overline: { text: `● ${t('callback.state')}`, color: 'Accent' },
    title: t('callback.title', { time: dateAndTimeOf(at) }),
    paragraphs: [t('callback.text')],
    actions: [
      execute(t('callback.now'), 'handoff.wait', { handoffId }),
      openDialog(t('menu.new'), 'ticket.from-chat', { handoffId }),
      execute(t('wait.cancel'), 'handoff.cancel', { handoffId }),
    ],
  })
}

/** The time that they wished has come, in a message that rings. */
export function callbackDueCard(t: Sentences, handoff: Handoff, online: boolean): Card {
  return plainCard(t, {
    overline: { text: `● ${t(online ? 'chat.online' : 'chat.offline')}`, color: online ? 'Good' : 'Warning' },
    title: t('callback.due'),
    paragraphs: [t(online ? 'callback.due.text' : 'wait.offline')],
    actions: waitingActions(t, handoff.id),
  })
}

/** The same in the thread. */
export function callbackDueAtDeskCard(t: Sentences, { requester }: Handoff): Card {
  return plainCard(t, {
    overline: { text: `● ${t('callback.due')}`, color: 'Warning' },
    title: t('desk.waiting', { name: asWritten(requester.name) }),
    paragraphs: [t('callback.due.desk')],
  })
}

/** The wait is long by now: how to go on? (F4) */
export function longWaitCard(t: Sentences, { id: handoffId, queuedAt }: Handoff, wait: Wait): Card {
  const [place = ''] = waitLines(t, wait)
  return plainCard(t, {
    overline: { text: `● ${t('wait.long.state')}`, color: 'Warning' },
    title: t('wait.long'),
    paragraphs: [t('wait.since', { time: timeOf(queuedAt) }), place, t('wait.long.text')],
    links: [link(t('wait.cancel'), 'handoff.cancel', { handoffId })],
    actions: [
      execute(t('wait.go-on'), 'handoff.wait', { handoffId }, 'positive'),
      openDialog(t('callback.ask'), 'handoff.callback', { handoffId }),
      openDialog(t('menu.new'), 'ticket.from-chat', { handoffId }),
    ],
  })
}

/** « Rappelez-moi »: in how long. */
export function callbackForm(t: Sentences, nonce: string, handoffId: string): Card {
  const choices = CALLBACK_MINUTES.map((minutes) => ({
    title: t('callback.in', { hours: Math.floor(minutes / 60), minutes: minutes % 60 }),
    value: String(minutes),
  }))
  return formCard(t, {
    title: t('callback.ask'),
    about: t('callback.about'),
    fields: [choiceField({ id: 'minutes', label: t('callback.when'), value: '60' }, choices, t('form.required'))],
    actions: [save(t('callback.save'), 'handoff.callback', nonce, { handoffId })],
  })
}

/** What the dialog shows once it is kept. */
export function callbackKeptCard(t: Sentences, at: number): Card {
  return plainCard(t, {
    title: t('callback.title', { time: dateAndTimeOf(at) }),
    paragraphs: [t('callback.text'), t('saved.close')],
  })
}

/** All analysts left while somebody waits: said in a message of its own, so that it rings. */
export function nobodyThereCard(t: Sentences, handoff: Handoff): Card {
  return plainCard(t, {
    overline: { text: `● ${t('chat.offline')}`, color: 'Warning' },
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

/** The same in the thread: who wrote there speaks among analysts now. `isUnanswered`: they left it without an answer (F6). */
export function givenBackAtDeskCard(t: Sentences, name: string, note: string, isUnanswered: boolean): Card {
  return plainCard(t, {
    overline: { text: `● ${t('wait.again')}`, color: 'Warning' },
    title: t(isUnanswered ? 'given-back.unanswered' : 'given-back.title', { name: asWritten(name) }),
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
    openDialog(t('callback.ask'), 'handoff.callback', { handoffId }),
    execute(t('wait.cancel'), 'handoff.cancel', { handoffId }),
  ]
}
