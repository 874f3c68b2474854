import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** Asked in public: what people ask is between them and the desk. */
export function elsewhereCard(t: Sentences, appId: string): Card {
  const url = `https://teams.microsoft.com/l/chat/0/0?users=28:${appId}`
  const open = { type: 'Action.OpenUrl', title: t('elsewhere.open'), url }
  return plainCard(t, { title: t('elsewhere.title'), paragraphs: [t('elsewhere.text')], actions: [open] })
}

/** Whoever has no account in an organisation cannot be known, and so not be served. */
export function strangerCard(t: Sentences): Card {
  return plainCard(t, { title: t('stranger.title'), paragraphs: [t('stranger.text')] })
}

/** A sentence, and the words that it is about if there are any. */
export function sentenceCard(t: Sentences, title: string, excerpt: string): Card {
  return plainCard(t, { title, quote: excerpt })
}
