import type { FileLeftOut } from '../../services/files/jobs.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** A file did not go over: which, why, and what to do instead. */
export function fileLeftOutCard(t: Sentences, { name, why }: FileLeftOut): Card {
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('file.left-out'),
    quote: name,
    paragraphs: [t(`file.${why}`)],
  })
}
