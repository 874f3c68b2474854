import type { Handoff } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { LONGEST_TEXT } from '../fields.ts'
import { choiceField, formCard, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

interface ReplyForm {
  readonly nonce: string
  readonly handoff: Pick<Handoff, 'id' | 'requester'>
  /** As the workspace has them, and as they would be sent. */
  readonly replies: readonly { readonly value: string; readonly text: string }[]
  readonly isFaulty: boolean
}

/** « Réponses types »: one is chosen and sent as it stands. */
export function replyForm(t: Sentences, { nonce, handoff, replies, isFaulty }: ReplyForm): Card {
  const choices = replies.map(({ value, text }) => ({ title: asWritten(text), value }))
  const field = choiceField({ id: 'reply', label: t('reply.which') }, choices, t('form.required'))
  return formCard(t, {
    title: t('reply.title'),
    about: t('reply.about', { name: asWritten(handoff.requester.name) }),
    faults: isFaulty ? [t('reply.fault')] : [],
    fields: [choices.length > MOST_SHOWN ? field : { ...field, style: 'expanded', wrap: true }],
    actions: [save(t('reply.send'), 'handoff.reply', nonce, { handoffId: handoff.id })],
  })
}

/** More than this are found by typing. */
const MOST_SHOWN = 12

interface AnswerForm {
  readonly nonce: string
  readonly handoff: Pick<Handoff, 'id' | 'requester'>
  readonly text: string
  readonly isFaulty: boolean
}

/** « Répondre », where there is no thread to write in. */
export function answerForm(t: Sentences, { nonce, handoff, text, isFaulty }: AnswerForm): Card {
  const field = textField({ id: 'text', label: t('answer.text'), value: text }, LONGEST_TEXT, t('form.required'))
  return formCard(t, {
    title: t('answer.title'),
    about: t('answer.about', { name: asWritten(handoff.requester.name) }),
    faults: isFaulty ? [t('form.fault.text')] : [],
    fields: [{ ...field, isMultiline: true }],
    actions: [save(t('reply.send'), 'handoff.answer', nonce, { handoffId: handoff.id })],
  })
}

/** The chat goes on without them: what was typed is shown again, so that it is not lost. */
export function answerLateCard(t: Sentences, name: string, text: string): Card {
  return plainCard(t, {
    overline: { text: t('undelivered'), color: 'Attention' },
    title: t('answer.late', { name: asWritten(name) }),
    quote: text,
    paragraphs: [t('answer.late.text')],
  })
}

/** What the dialog shows once it is sent. */
export function repliedCard(t: Sentences, name: string, text: string): Card {
  return plainCard(t, {
    title: t('reply.sent', { name: asWritten(name) }),
    quote: text,
    paragraphs: [t('saved.close')],
  })
}

/** In the thread: what was answered, as everybody there would read it had it been typed. */
export function repliedAtDeskCard(t: Sentences, author: string, text: string): Card {
  return plainCard(t, { title: t('reply.by', { name: asWritten(author) }), quote: text })
}

/** On the side of whoever wrote it: somebody reacted to a message (F14). */
export function reactedCard(t: Sentences, name: string, reaction: string, excerpt: string): Card {
  return plainCard(t, { title: t('reacted', { name: asWritten(name), reaction }), quote: excerpt })
}
