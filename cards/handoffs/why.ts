import type { Judgement, RoutingDecision } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** « Pourquoi ? »: to whom the queue offered a chat, or would now, and what there was to say of everybody on duty (F9). */
export function whyCard(
  t: Sentences,
  explained: { readonly decision: RoutingDecision; readonly isTrial: boolean } | undefined,
): Card {
  if (explained === undefined)
    return plainCard(t, { title: t('why.title'), paragraphs: [t('why.open'), t('saved.close')] })
  const { decision: why, isTrial } = explained
  const chosen = why.judged.find(({ fate }) => fate === 'chosen')
  const title =
    chosen === undefined ? t('why.nobody') : t(isTrial ? 'why.trial' : 'why.chosen', { name: asWritten(chosen.name) })
  return plainCard(t, {
    overline: { text: t('why.at', { time: timeOf(why.at) }), color: chosen === undefined ? 'Warning' : 'Accent' },
    title,
    paragraphs: [
      ...(why.by === undefined ? [] : [t(`why.by.${why.by}`, { name: asWritten(chosen?.name ?? '') })]),
      ...(why.judged.length === 0 ? [t('why.none')] : []),
      ...why.judged.map((its) => lineOf(t, its, why.mostChats)),
      t('saved.close'),
    ],
  })
}

function lineOf(t: Sentences, { name, chats, fate, at }: Judgement, most: number): string {
  const text = t(fate === 'chosen' ? 'why.chosen.line' : `why.${fate}`, { time: timeOf(at ?? 0) })
  return t('why.line', { name: asWritten(name), text, count: chats, most })
}
