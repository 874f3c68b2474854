import { DECISION_MS, type QuarantinedMessage } from '../../services/quarantine/quarantine.ts'
import { cut } from '../../services/words/words.ts'
import { execute, linkDialog } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import { foundOf } from '../secrets/masked.ts'
import type { Sentences } from '../sentences.ts'

const MOST_SHOWN = 300

/** A message that seems to hold a secret: its author decides (F16). Later, what they decided. */
export function quarantinedCard(t: Sentences, message: QuarantinedMessage): Card {
  const { id, words, bare, quarantinedAt, state, audience, handoffId } = message
  const found = foundOf(t, words.masked ?? [])
  if (state !== 'waiting')
    return plainCard(t, {
      title: t(`quarantine.${state}`),
      quote: state === 'covered' ? cut(words.text, MOST_SHOWN) : '',
    })
  const data = { messageId: id }
  const hand = t('onetime.hand')
  return plainCard(t, {
    overline: { text: `● ${t('quarantine.state')}`, color: 'Warning' },
    title: t('quarantine.title', { found }),
    quote: cut(words.text, MOST_SHOWN),
    paragraphs: [t('quarantine.text', { time: timeOf(quarantinedAt + DECISION_MS) })],
    links: audience === 'requester' ? [linkDialog(hand, hand, 'onetime.hand', { handoffId })] : [],
    actions: [
      execute(t('quarantine.cover'), 'quarantine.cover', data, 'positive'),
      ...(bare === undefined ? [] : [execute(t('quarantine.send'), 'quarantine.send', data)]),
      execute(t('quarantine.drop'), 'quarantine.drop', data),
    ],
  })
}
