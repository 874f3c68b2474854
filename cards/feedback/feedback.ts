import { MOST_FEEDBACK, type Opinion, VERDICTS, type Verdict } from '../../services/feedback/feedback.ts'
import { asWritten } from '../as-written.ts'
import { execute, openDialog, save } from '../button.ts'
import { formCard, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { SentenceKey, Sentences } from '../sentences.ts'

/** What somebody said before; `undefined`: nothing yet. */
export type Given = Pick<Opinion, 'verdict'> | undefined

interface Asked {
  readonly question: SentenceKey
  readonly answer: (label: string, verdict: Verdict) => object
  /** Opens what lets them write. */
  readonly words?: (label: string) => object
}

/** Whether a chat that is over helped: a part of its card. */
export function askAboutChat(t: Sentences, handoffId: string, given: Given): readonly object[] {
  return ask(t, given, {
    question: 'feedback.question',
    answer: (label, verdict) => execute(label, 'feedback.chat', { handoffId, verdict }),
    words: (label) => openDialog(label, 'feedback.chat-words', { handoffId }),
  })
}

/** The same of an incident that is closed. */
export function askAboutTicket(t: Sentences, ticketId: string, given: Given): readonly object[] {
  return ask(t, given, {
    question: 'feedback.question',
    answer: (label, verdict) => execute(label, 'feedback.ticket', { ticketId, verdict }),
    words: (label) => openDialog(label, 'feedback.ticket-words', { ticketId }),
  })
}

/** « Ces informations vous ont-elles été utiles ? » (S2.28). */
export function askAboutIssue(
  t: Sentences,
  its: { readonly clientId: string; readonly issueId: string },
  given: Given,
): readonly object[] {
  return ask(t, given, {
    question: 'feedback.useful',
    answer: (label, verdict) => execute(label, 'feedback.issue', { ...its, verdict }),
  })
}

/** The answers stay: who pressed the wrong one presses another. */
function ask(t: Sentences, given: Given, { question, answer, words }: Asked): readonly object[] {
  const answers = VERDICTS.map((its) => {
    const label = t(`feedback.verdict.${its}`)
    return answer(its === given?.verdict ? `✓ ${label}` : label, its)
  })
  const isAnswered = given?.verdict !== undefined
  const writing = words?.(t('feedback.words'))
  return [
    { type: 'TextBlock', text: t(question), weight: 'Bolder', wrap: true },
    { type: 'ActionSet', actions: [...answers, ...(isAnswered && writing !== undefined ? [writing] : [])] },
    {
      type: 'TextBlock',
      text: t(isAnswered ? 'feedback.thanks' : 'feedback.nameless'),
      size: 'Small',
      isSubtle: true,
      wrap: true,
      spacing: 'Small',
    },
  ]
}

interface WordsForm {
  readonly nonce: string
  readonly text: string
  readonly fault?: 'form.fault.share' | 'feedback.fault'
}

/** « Ajouter un commentaire » to an answer. */
export function wordsForm(
  t: Sentences,
  form: WordsForm,
  about: { readonly handoffId: string } | { readonly ticketId: string },
): Card {
  const action =
    'handoffId' in about
      ? save(t('form.save'), 'feedback.chat-words', form.nonce, about)
      : save(t('form.save'), 'feedback.ticket-words', form.nonce, about)
  return sayForm(t, form, { title: t('feedback.words'), about: t('feedback.nameless'), action })
}

/** « Envoyez-nous vos commentaires » (S2.26). */
export function feedbackForm(t: Sentences, form: WordsForm): Card {
  const action = save(t('feedback.send.save'), 'feedback.send', form.nonce, {})
  return sayForm(t, form, { title: t('feedback.send'), about: t('feedback.send.about'), action })
}

function sayForm(
  t: Sentences,
  { text, fault }: WordsForm,
  { title, about, action }: { readonly title: string; readonly about: string; readonly action: object },
): Card {
  const field = textField({ id: 'text', label: t('feedback.text'), value: text }, MOST_FEEDBACK, t('form.required'))
  return formCard(t, {
    title,
    about,
    faults: fault === undefined ? [] : [t(fault, { count: MOST_FEEDBACK })],
    fields: [{ ...field, isMultiline: true }],
    actions: [action],
  })
}

/** What the dialog shows once it is kept. */
export function thankedCard(t: Sentences, text: string): Card {
  return plainCard(t, { title: t('feedback.thanks'), quote: text, paragraphs: [t('saved.close')] })
}

/** At the desk: what somebody thinks of it altogether. */
export function feedbackCard(t: Sentences, name: string, text: string): Card {
  return plainCard(t, { title: t('feedback.by', { name: asWritten(name) }), person: name, quote: text })
}
