import type { LeftOut, Undelivered } from '../../services/handoffs/jobs.ts'
import { execute } from '../button.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** Something of a message could not be carried, or did not go where its author may believe. */
export function leftOutCard(t: Sentences, what: LeftOut): Card {
  return plainCard(t, { title: t(`left-out.${what}`) })
}

/** « Non remis »: why, a way to try again, and another route: the incident of the chat, if it has one. */
export function undeliveredCard(
  t: Sentences,
  { excerpt, what, why, message }: Undelivered,
  ticketNumber: string | undefined,
): Card {
  const again = why === 'too-big' ? [] : [execute(t('undelivered.again'), 'handoff.retry', message)]
  const isRoute = what === 'message' && ticketNumber !== undefined
  const route = isRoute
    ? [execute(t('undelivered.to-ticket', { number: ticketNumber }), 'handoff.to-ticket', message)]
    : []
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t(what === 'edit' ? 'undelivered.edit' : 'undelivered.title'),
    quote: excerpt,
    paragraphs: [t(`undelivered.${why}`)],
    actions: [...again, ...route],
  })
}

/** The message took the other route. */
export function toTicketCard(t: Sentences, excerpt: string, ticketNumber: string): Card {
  return plainCard(t, { title: t('comment.done.text', { number: ticketNumber, kind: 'incident' }), quote: excerpt })
}

/** The message is on its way again. */
export function retryingCard(t: Sentences, excerpt: string): Card {
  return plainCard(t, { title: t('undelivered.retrying'), quote: excerpt })
}
