import type { Before } from '../../services/tickets/bulk.ts'
import { execute } from '../button.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** What came of an act on many, and the one way back. `left`: how many of those that were ticked stayed as they were. */
export function bulkCard(t: Sentences, done: readonly Before[], left: number): Card {
  return plainCard(t, {
    title: t('bulk.done', { count: done.length }),
    paragraphs: [
      ...(left > 0 ? [t('bulk.left', { count: left })] : []),
      ...(done.length + left === 0 ? [t('bulk.nothing')] : []),
    ],
    actions: done.length === 0 ? [] : [execute(t('bulk.undo'), 'ticket.bulk-undo', { undo: [...done] })],
  })
}

export function bulkUndoneCard(t: Sentences, count: number, left: number): Card {
  return plainCard(t, {
    title: t('bulk.undone', { count }),
    paragraphs: left === 0 ? [] : [t('bulk.left', { count: left })],
  })
}
