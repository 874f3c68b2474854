import type { Outcome, Replay } from '../../services/queues/replay.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** Recorded chats as they were, and as they would have been by a draft's rules (F10). `undefined`: nothing was recorded. */
export function replayCard(t: Sentences, days: number, its: Replay | undefined): Card {
  if (its === undefined) return plainCard(t, { title: t('replay'), paragraphs: [t('replay.none', { days })] })
  const { recorded, replayed, moved } = its
  return plainCard(t, {
    title: t('replay.title', { days }),
    paragraphs: [
      `**${t('replay.recorded')}**\n\n${outcome(t, recorded)}`,
      `**${t('replay.replayed')}**\n\n${outcome(t, replayed)}`,
      t('replay.moved', { count: moved }),
      t('replay.about'),
    ],
  })
}

function outcome(t: Sentences, { taken, abandoned, left, medianMs, ninthMs, longestMs }: Outcome): string {
  const [median, ninth, longest] = [medianMs, ninthMs, longestMs].map((ms) => lasting(t, ms))
  return t('replay.outcome', {
    taken,
    abandoned,
    left,
    median: median ?? '',
    ninth: ninth ?? '',
    longest: longest ?? '',
  })
}

/** In seconds, or in minutes where that is enough. */
function lasting({ language }: Sentences, ms: number): string {
  const [value, unit] = ms < 120_000 ? ([ms / 1_000, 'second'] as const) : ([ms / 60_000, 'minute'] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 0 }).format(value)
}
