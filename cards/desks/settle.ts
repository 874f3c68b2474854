import { asWritten } from '../as-written.ts'
import { execute, openDialog, save } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import json from './claim-form.json' with { type: 'json' }

const fill = template(json)

/** The app was added to a second team. */
export function deskTakenCard(t: Sentences, teamName: string): Card {
  return plainCard(t, {
    title: t('taken-desk.title'),
    paragraphs: [t('taken-desk.text', { team: asWritten(teamName) })],
    actions: settling(t),
  })
}

/** The app was added to a team by somebody who may not make it the desk: nothing hangs here before somebody does who may. */
export function unconfirmedCard(t: Sentences): Card {
  return plainCard(t, {
    title: t('unconfirmed-desk.title'),
    paragraphs: [t('unconfirmed-desk.text')],
    actions: settling(t),
  })
}

function settling(t: Sentences): readonly object[] {
  return [execute(t('desk.settle'), 'desk.settle', {}), openDialog(t('desk.claim'), 'desk.claim', {})]
}

/** « J’ai le code ». */
export function claimForm(t: Sentences, nonce: string, isWrong: boolean): Card {
  return fill({
    lang: t.language,
    summary: t('desk.claim.title'),
    about: t('desk.claim.text'),
    faults: isWrong ? [{ text: t('desk.claim.wrong') }] : [],
    label: t('desk.claim.code'),
    required: t('form.required'),
    actions: [save(t('desk.claim.save'), 'desk.claim', nonce, {})],
  })
}

/** What the dialog shows once the channel is the desk. */
export function settledCard(t: Sentences): Card {
  return plainCard(t, { title: t('desk.claim.done'), paragraphs: [t('saved.close')] })
}
