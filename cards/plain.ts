import { writtenLines } from './as-written.ts'
import type { Link } from './button.ts'
import { face } from './face.ts'
import json from './plain.json' with { type: 'json' }
import { type Card, template } from './render.ts'
import type { Sentences } from './sentences.ts'

const fill = template(json)

interface Plain {
  readonly title: string
  /** Whose face stands beside the title: a name. */
  readonly person?: string | undefined
  /** A short state above the title, in its colour. */
  readonly overline?: { readonly text: string; readonly color: 'Good' | 'Attention' | 'Warning' | 'Accent' }
  /** Somebody's own words. */
  readonly quote?: string
  readonly quoteStyle?: 'emphasis' | 'warning'
  readonly paragraphs?: readonly string[]
  /** Lines that act when they are chosen: what is needed less often than `actions`. */
  readonly links?: readonly Link[]
  /** What is asked below. */
  readonly below?: readonly object[]
  readonly actions?: readonly object[]
}

/** The plain card of the product: one fact, what it means, and the next step. */
export function plainCard(
  t: Sentences,
  {
    title,
    person,
    overline,
    quote = '',
    quoteStyle = 'emphasis',
    paragraphs = [],
    links = [],
    below = [],
    actions = [],
  }: Plain,
): Card {
  return fill({
    lang: t.language,
    summary: [title, ...paragraphs].filter((line) => !line.includes('{{')).join('\n') || t('duty.title'),
    overline: overline?.text ?? '',
    color: overline?.color ?? 'Default',
    title,
    faces: person === undefined ? [] : [face(person)],
    quoteStyle,
    quote: quote === '' ? [] : writtenLines(quote),
    paragraphs: paragraphs.map((text) => ({ text })),
    links,
    below,
    actions,
  })
}
