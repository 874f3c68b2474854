import type { SecretKind } from '../../services/secrets/secret.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** Part of a message was covered before anybody read it: what is left of it, as it was passed on. */
export function maskedCard(t: Sentences, kinds: readonly SecretKind[], excerpt: string): Card {
  return plainCard(t, {
    overline: { text: t('masked'), color: 'Warning' },
    title: t('masked.title', { found: foundOf(t, kinds) }),
    quote: excerpt,
    paragraphs: [t('masked.next')],
  })
}

/** The same in a line, for what a dialog shows once it is saved; nothing where nothing was covered. */
export function maskedLines(t: Sentences, kinds: readonly SecretKind[]): readonly string[] {
  return kinds.length === 0 ? [] : [t('masked.saved', { found: foundOf(t, kinds) })]
}

/** What was found, in words. */
export function foundOf(t: Sentences, kinds: readonly SecretKind[]): string {
  return kinds.map((kind) => t(`masked.${kind}`)).join(', ')
}
