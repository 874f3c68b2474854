import type { Handoff } from '../../services/handoffs/handoff.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { MOST_NOTE } from '../desks/pass.ts'
import { formCard, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

interface NoteForm {
  readonly nonce: string
  readonly handoff: Pick<Handoff, 'id' | 'requester'>
  readonly text: string
  readonly isFaulty: boolean
}

/** « Note entre analystes »: written where no word of it can go astray. */
export function chatNoteForm(t: Sentences, form: NoteForm): Card {
  const name = asWritten(form.handoff.requester.name)
  return sayForm(t, form, {
    title: t('chat-note.title'),
    about: t('chat-note.about', { name }),
    label: t('chat-note.text'),
    fault: t('chat-note.fault', { count: MOST_NOTE }),
    action: save(t('chat-note.save'), 'handoff.note', form.nonce, { handoffId: form.handoff.id }),
  })
}

/** « Intervenir »: what a supervisor says to the requester. */
export function joinForm(t: Sentences, form: NoteForm): Card {
  const name = asWritten(form.handoff.requester.name)
  return sayForm(t, form, {
    title: t('join.title'),
    about: t('join.about', { name }),
    label: t('join.text'),
    fault: t('join.fault', { count: MOST_NOTE }),
    action: save(t('join.save'), 'handoff.join', form.nonce, { handoffId: form.handoff.id }),
  })
}

interface SayTexts {
  readonly title: string
  readonly about: string
  readonly label: string
  readonly fault: string
  readonly action: object
}

function sayForm(t: Sentences, { text, isFaulty }: NoteForm, { title, about, label, fault, action }: SayTexts): Card {
  const field = textField({ id: 'text', label, value: text }, MOST_NOTE, t('form.required'))
  return formCard(t, {
    title,
    about,
    faults: isFaulty ? [fault] : [],
    fields: [{ ...field, isMultiline: true }],
    actions: [action],
  })
}

/** In the thread, in a colour of its own. */
export function chatNoteCard(t: Sentences, author: string, text: string): Card {
  return plainCard(t, {
    overline: { text: `● ${t('chat-note.title')}`, color: 'Warning' },
    title: t('chat-note.by', { name: asWritten(author) }),
    person: author,
    quote: text,
    quoteStyle: 'warning',
  })
}

/** What the dialog shows once it is kept. */
export function chatNotedCard(t: Sentences): Card {
  return plainCard(t, { title: t('chat-note.done'), paragraphs: [t('saved.close')] })
}
