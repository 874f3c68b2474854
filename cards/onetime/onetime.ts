import { LIFE_MS, type OneTimeSecret, READABLE_MS } from '../../services/onetime/onetime.ts'
import { asWritten } from '../as-written.ts'
import { openDialog, save } from '../button.ts'
import { formCard, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import { MOST_SECRET } from './actions.ts'

/** « Remettre un secret », by who took the chat. What was typed is never shown again. */
export function handForm(t: Sentences, nonce: string, handoffId: string, name: string, isFaulty: boolean): Card {
  return formCard(t, {
    title: t('onetime.hand'),
    about: t('onetime.hand.about', { name: asWritten(name) }),
    faults: isFaulty ? [t('onetime.hand.fault', { count: MOST_SECRET })] : [],
    fields: [textField({ id: 'secret', label: t('onetime.secret') }, MOST_SECRET, t('form.required'))],
    actions: [save(t('onetime.hand.save'), 'onetime.hand', nonce, { handoffId })],
  })
}

/** What the dialog shows once it is handed over. */
export function handedCard(t: Sentences, name: string): Card {
  return plainCard(t, {
    title: t('onetime.handed', { name: asWritten(name) }),
    paragraphs: [t('onetime.handed.text'), t('saved.close')],
  })
}

/** To its requester: there is something to be read once. Later, that it cannot be read any more. */
export function oneTimeCard(t: Sentences, { id, author, handedAt, shownAt, secret }: OneTimeSecret): Card {
  const names = { name: asWritten(author.name) }
  if (secret === undefined)
    return plainCard(t, {
      title: t('onetime.title', names),
      paragraphs: [shownAt === undefined ? t('onetime.over') : t('onetime.was-shown', { time: timeOf(shownAt) })],
    })
  return plainCard(t, {
    title: t('onetime.title', names),
    paragraphs: [t('onetime.text', { time: timeOf(handedAt + LIFE_MS) })],
    actions: [openDialog(t('onetime.show'), 'onetime.show', { secretId: id }, 'positive')],
  })
}

/** The secret itself, in a dialog; `undefined`: it cannot be read any more. */
export function shownCard(t: Sentences, secret: string | undefined, shownAt: number): Card {
  if (secret === undefined)
    return plainCard(t, { title: t('onetime.gone'), paragraphs: [t('onetime.gone.text'), t('saved.close')] })
  return plainCard(t, {
    title: t('onetime.shown'),
    quote: secret,
    paragraphs: [t('onetime.shown.text', { time: timeOf(shownAt + READABLE_MS) }), t('saved.close')],
  })
}

/** In the chat's thread: that it was handed over, read, or not read in time. */
export function oneTimeHereCard(
  t: Sentences,
  {
    what,
    name,
    author,
  }: { readonly what: 'handed' | 'shown' | 'unread'; readonly name: string; readonly author: string },
): Card {
  return plainCard(t, { title: t(`onetime.here.${what}`, { name: asWritten(name), author: asWritten(author) }) })
}
