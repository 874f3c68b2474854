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
export function chatNoteForm(t: Sentences, { nonce, handoff, text, isFaulty }: NoteForm): Card {
  const field = textField({ id: 'text', label: t('chat-note.text'), value: text }, MOST_NOTE, t('form.required'))
  return formCard(t, {
    title: t('chat-note.title'),
    about: t('chat-note.about', { name: asWritten(handoff.requester.name) }),
    faults: isFaulty ? [t('chat-note.fault', { count: MOST_NOTE })] : [],
    fields: [{ ...field, isMultiline: true }],
    actions: [save(t('chat-note.save'), 'handoff.note', nonce, { handoffId: handoff.id })],
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
