import { awayUntil, type Handoff, isOpen } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { execute, openDialog } from '../button.ts'
import { askAboutChat, type Given } from '../feedback/feedback.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** The card of the talk: « Connecté à <nom> », then its end. Where the other side ended it, the notice of it has the next step. */
export function talkCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined, given?: Given): Card {
  if (handoff.state === 'active') return connectedCard(t, handoff)
  if (handoff.state === 'queued') return plainCard(t, { title: t('wait.again') })
  if (handoff.endedBy === 'requester') return endedCard(t, handoff, ticketNumber, given)
  return plainCard(t, { title: t('ended.title'), paragraphs: [endedText(t, handoff, ticketNumber)] })
}

/** The card of the talk before somebody else went on with it: the present one is below. */
export function beforeCard(t: Sentences): Card {
  return plainCard(t, { title: t('talk.before') })
}

/** « Connecté à <nom> » (S0.18). */
export function connectedCard(t: Sentences, handoff: Handoff): Card {
  const away = awayUntil(handoff)
  return plainCard(t, {
    title: t('connected.title', { name: asWritten(handoff.analyst?.name ?? '') }),
    person: handoff.analyst?.name,
    paragraphs: [away === undefined ? t('connected.text') : t('connected.away', { time: timeOf(away) })],
    actions: [
      nextStep(t, handoff),
      away === undefined
        ? execute(t('away.ask'), 'handoff.pause', { handoffId: handoff.id })
        : execute(t('away.back'), 'handoff.here', { handoffId: handoff.id }, 'positive'),
      execute(t('connected.end'), 'handoff.leave', { handoffId: handoff.id }),
    ],
  })
}

/** A chat comes to one incident: to make it, or to see it. While the chat goes on, its own card stays where it is. */
function nextStep(t: Sentences, handoff: Handoff): object {
  const { id: handoffId, ticketId } = handoff
  // Once the chat is over it is the one way on.
  const style = isOpen(handoff) ? undefined : 'positive'
  if (ticketId === undefined) return openDialog(t('menu.new'), 'ticket.from-chat', { handoffId }, style)
  return isOpen(handoff)
    ? execute(t('opened.follow', { kind: 'incident' }), 'handoff.incident', { handoffId })
    : execute(t('opened.follow', { kind: 'incident' }), 'ticket.show', { ticketId })
}

/** The end of a chat, as its requester sees it: who ended it, what to do if the trouble is still there, and whether it helped. */
export function endedCard(t: Sentences, handoff: Handoff, ticketNumber: string | undefined, given?: Given): Card {
  const abandoned = handoff.state === 'abandoned'
  const next = t(abandoned ? 'ended.abandoned.next' : 'ended.next')
  return plainCard(t, {
    title: t(abandoned ? 'ended.abandoned.title' : 'ended.title'),
    paragraphs: [endedText(t, handoff, ticketNumber), ...(handoff.ticketId === undefined ? [next] : [])],
    // Nobody helped where nobody came.
    below: handoff.analyst === undefined ? [] : askAboutChat(t, handoff.id, given),
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
