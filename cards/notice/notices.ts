import type { Notice } from '../../services/notices/notice.ts'
import type { SecretKind } from '../../services/secrets/secret.ts'
import { execute } from '../actions.ts'
import { asWritten } from '../as-written.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../words.ts'
import { noticeCard } from './notice.ts'

/** Asked in public: what people ask is between them and the desk. */
export function elsewhereCard(t: Sentences, appId: string): Card {
  const url = `https://teams.microsoft.com/l/chat/0/0?users=28:${appId}`
  const open = { type: 'Action.OpenUrl', title: t('elsewhere.open'), url }
  return noticeCard(t, { title: t('elsewhere.title'), paragraphs: [t('elsewhere.text')], actions: [open] })
}

/** Something of a message could not be carried. */
export function leftOutCard(t: Sentences, what: 'attachment' | 'too-long' | 'over' | 'over-file'): Card {
  return noticeCard(t, { title: t(`left-out.${what}`) })
}

type Undelivered = Extract<Notice, { readonly kind: 'undelivered' }>

/** « Non remis »: why, a way to try again where there is one, and another route: the incident of the chat, if it has one. */
export function undeliveredCard(
  t: Sentences,
  { excerpt, why, message }: Undelivered,
  ticketNumber: string | undefined,
): Card {
  const again = message && execute(t('undelivered.again'), 'chat.retry', message)
  const route =
    message && ticketNumber !== undefined
      ? execute(t('undelivered.to-ticket', { number: ticketNumber }), 'chat.to-ticket', message)
      : undefined
  return noticeCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('undelivered.title'),
    quote: excerpt,
    paragraphs: [t(`undelivered.${why}`)],
    actions: [again, route].filter((action) => action !== undefined),
  })
}

/** The message took the other route. */
export function toTicketCard(t: Sentences, excerpt: string, ticketNumber: string): Card {
  return noticeCard(t, { title: t('comment.done.text', { number: ticketNumber }), quote: excerpt })
}

type NotTold = Extract<Notice, { readonly kind: 'not-told' }>

/** Whoever works on an incident learns that somebody whom it concerns does not know. */
export function notToldCard(t: Sentences, { name, excerpt, why }: NotTold): Card {
  return noticeCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: name === undefined ? t('not-told.colleague') : t('not-told.title', { name: asWritten(name) }),
    quote: excerpt,
    paragraphs: [t(`not-told.${why}`)],
  })
}

/** The message is on its way again. */
export function retryingCard(t: Sentences, excerpt: string): Card {
  return noticeCard(t, { title: t('undelivered.retrying'), quote: excerpt })
}

/** Part of a message was covered before anybody read it. */
export function maskedCard(t: Sentences, kinds: readonly SecretKind[]): Card {
  const found = kinds.map((kind) => t(`masked.${kind}`)).join(', ')
  return noticeCard(t, {
    overline: { text: t('masked'), color: 'Warning' },
    title: t('masked.title', { found }),
    paragraphs: [t('masked.next')],
  })
}

/** The app was added to a second team. */
export function deskTakenCard(t: Sentences, teamName: string): Card {
  const text = t('taken-desk.text', { team: asWritten(teamName) })
  return noticeCard(t, { title: t('taken-desk.title'), paragraphs: [text] })
}

type FileLeftOut = Extract<Notice, { readonly kind: 'file-left-out' }>

/** A file did not go over: which, why, and what to do instead. */
export function fileLeftOutCard(t: Sentences, { name, why }: FileLeftOut): Card {
  return noticeCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('file.left-out'),
    quote: name,
    paragraphs: [t(`file.${why}`)],
  })
}

type Failed = Extract<Notice, { readonly kind: 'failed' }>

/** A sentence, and the words that it is about if there are any. */
export function failedCard(t: Sentences, { text, excerpt = '' }: Failed): Card {
  return noticeCard(t, { title: text, quote: excerpt })
}
