import type { Handoff } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** In a chat's thread: nobody takes it. One message, which says how often it was reminded of, and later what came of it (F28). */
export function reminderCard(t: Sentences, handoff: Handoff): Card {
  const { requester, analyst, state, callbackAt, reminded } = handoff
  const names = { name: asWritten(requester.name), analyst: asWritten(analyst?.name ?? '') }
  if (state !== 'queued' || callbackAt !== undefined)
    return plainCard(t, { title: analyst === undefined ? t('remind.over', names) : t('remind.taken', names) })
  return plainCard(t, {
    overline: waiting(t, handoff),
    title: t('remind.title', names),
    paragraphs: [t('remind.text', { count: reminded }), ...(reminded > 1 ? [t('remind.supervisors')] : [])],
  })
}

/** The same to supervisors, in their own chat. */
export function waitingElsewhereCard(t: Sentences, handoff: Handoff): Card {
  return plainCard(t, {
    overline: waiting(t, handoff),
    title: t('remind.title', { name: asWritten(handoff.requester.name) }),
    paragraphs: [t('remind.elsewhere')],
  })
}

/** To supervisors: a chat comes back to its queue again and again (F8). */
export function bouncedCard(t: Sentences, handoff: Handoff, count: number): Card {
  return plainCard(t, {
    overline: waiting(t, handoff),
    title: t('bounced.title', { name: asWritten(handoff.requester.name) }),
    paragraphs: [t('bounced.text', { count }), t('remind.elsewhere')],
  })
}

function waiting(t: Sentences, { queuedAt }: Pick<Handoff, 'queuedAt'>) {
  return { text: `● ${t('desk.waiting.since', { time: timeOf(queuedAt) })}`, color: 'Warning' } as const
}
