import { type HeldMessage, HOLD_MS } from '../../services/held/held.ts'
import { cut } from '../../services/words/words.ts'
import { execute, linkDialog } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import { foundOf } from '../secrets/masked.ts'
import type { Sentences } from '../sentences.ts'

const MOST_SHOWN = 300

/** A message that seems to hold a secret: its author decides (F16). Later, what they decided. */
export function heldMessageCard(t: Sentences, held: HeldMessage): Card {
  const { id, words, bare, heldAt, state, audience, handoffId } = held
  const found = foundOf(t, words.masked ?? [])
  if (state !== 'held')
    return plainCard(t, { title: t(`held.${state}`), quote: state === 'covered' ? cut(words.text, MOST_SHOWN) : '' })
  const data = { heldId: id }
  const hand = t('onetime.hand')
  return plainCard(t, {
    overline: { text: `● ${t('held.state')}`, color: 'Warning' },
    title: t('held.title', { found }),
    quote: cut(words.text, MOST_SHOWN),
    paragraphs: [t('held.text', { time: timeOf(heldAt + HOLD_MS) })],
    links: audience === 'requester' ? [linkDialog(hand, hand, 'onetime.hand', { handoffId })] : [],
    actions: [
      execute(t('held.cover'), 'held.cover', data, 'positive'),
      ...(bare === undefined ? [] : [execute(t('held.send'), 'held.send', data)]),
      execute(t('held.drop'), 'held.drop', data),
    ],
  })
}
