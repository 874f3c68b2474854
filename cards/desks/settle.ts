import { asWritten } from '../as-written.ts'
import { execute, openDialog, save } from '../button.ts'
import { plainCard } from '../plain.ts'
import { type Card, template } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import json from './claim-form.json' with { type: 'json' }

const fill = template(json)

/** The app was added to a second team, or to another channel. `free`: the tier that a desk here would have (S3.19). */
export function deskTakenCard(t: Sentences, teamName: string, free: number | undefined): Card {
  const another =
    free === undefined ? [] : [execute(t('desk.settle.tier', { tier: free }), 'desk.settle', { tier: free })]
  return plainCard(t, {
    title: t('taken-desk.title'),
    paragraphs: [
      t('taken-desk.text', { team: asWritten(teamName) }),
      ...(free === undefined ? [] : [t('taken-desk.tier', { tier: free })]),
    ],
    actions: [
      ...another,
      execute(t('desk.settle.move'), 'desk.settle', {}),
      openDialog(t('desk.claim'), 'desk.claim', {}),
    ],
  })
}

/** The app was added to a team by somebody who may not make it the desk: nothing hangs here before somebody does who may. */
export function unconfirmedCard(t: Sentences, workspaceName: string): Card {
  return plainCard(t, {
    ...ofWorkspace(t, workspaceName),
    title: t('unconfirmed-desk.title'),
    paragraphs: [t('unconfirmed-desk.text')],
    actions: settling(t),
  })
}

/** Its channel is gone: said to those who can settle another. */
export function deskGoneCard(t: Sentences, teamName: string, workspaceName: string): Card {
  return plainCard(t, {
    ...ofWorkspace(t, workspaceName),
    title: t('gone-desk.title'),
    paragraphs: [t('gone-desk.text', { team: asWritten(teamName) })],
  })
}

/** Which workspace a channel is about, where it has a name. */
function ofWorkspace(t: Sentences, name: string) {
  if (name === '') return {}
  return { overline: { text: `● ${t('workspace.link', { name: asWritten(name) })}`, color: 'Accent' as const } }
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
