import type { Handoff, Offer } from '../../services/handoffs/handoff.ts'
import type { Passed } from '../../services/handoffs/jobs.ts'
import { asWritten } from '../as-written.ts'
import { execute } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/**
 * A chat held out to a colleague, or by its queue to whoever is next, in its thread; to another desk, as the root of a thread
 * there. Later, what came of it.
 */
export function offerCard(t: Sentences, offer: Offer, { requester }: Pick<Handoff, 'requester'>): Card {
  const names = {
    from: asWritten(offer.from?.name ?? ''),
    to: asWritten(offer.to?.name ?? ''),
    name: asWritten(requester.name),
  }
  const data = { offerId: offer.id }
  const isOpen = offer.state === 'open'
  return plainCard(t, {
    overline: { text: `● ${offerState(t, offer)}`, color: COLORS[offer.state] },
    title: t(`offer.title${kindOf(offer)}`, names),
    quote: offer.note,
    paragraphs: isOpen ? [t(`offer.text${kindOf(offer)}`, { ...names, time: timeOf(offer.expiresAt ?? 0) })] : [],
    actions: isOpen
      ? [execute(t('offer.accept'), 'offer.accept', data, 'positive'), execute(t('offer.refuse'), 'offer.refuse', data)]
      : [],
  })
}

function kindOf({ from, to }: Offer): '.queue' | '.desk' | '' {
  return from === undefined ? '.queue' : to === undefined ? '.desk' : ''
}

const COLORS = {
  open: 'Warning',
  accepted: 'Good',
  refused: 'Attention',
  withdrawn: 'Accent',
  expired: 'Attention',
  returned: 'Accent',
} as const satisfies Readonly<Record<Offer['state'], string>>

function offerState(t: Sentences, { state, answeredBy, answeredAt, offeredAt }: Offer): string {
  // What was given back is no offer, and has no card.
  return t(`offer.${state === 'returned' ? 'withdrawn' : state}`, {
    name: asWritten(answeredBy?.name ?? ''),
    time: timeOf(answeredAt ?? offeredAt),
  })
}

/** Whoever held it out goes on with it. */
export function offerRefusedCard(t: Sentences, name: string): Card {
  return plainCard(t, {
    overline: { text: `● ${t('offer.refused.title')}`, color: 'Attention' },
    title: t('offer.refused.by', { name: asWritten(name) }),
    paragraphs: [t('offer.refused.text')],
  })
}

/** The other desk cannot be reached: whoever held it out goes on with it. */
export function offerUnseenCard(t: Sentences): Card {
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('offer.unseen'),
    paragraphs: [t('offer.refused.text')],
  })
}

/** Who goes on with a chat; at another desk with what was said before. */
export function passedOnCard(t: Sentences, { from, to, note }: Passed, requester: string, transcript: string): Card {
  return plainCard(t, {
    title: t('passed.title', { from: asWritten(from), to: asWritten(to) }),
    quote: transcript,
    paragraphs: [
      t('passed.note', { from: asWritten(from), note: asWritten(note) }),
      t('passed.text', { to: asWritten(to), name: asWritten(requester) }),
    ],
  })
}
