import { z } from 'zod'
import { asWritten } from '../as-written.ts'
import { type Choice, choiceField, formCard, textField } from '../form.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

/** Whom a chat or an incident is passed to, as a dialog sends it. */
export const receiver = z.string().regex(/^(queue|tier:[1-9]|person:[0-9a-f-]{36})$/)

/** Who could go on with a chat or an incident: whoever comes next at this desk, a colleague there, or another desk. */
export interface Receivers {
  readonly colleagues: readonly { readonly objectId: string; readonly name: string }[]
  readonly desks: readonly { readonly tier: number; readonly teamName: string; readonly onDuty: number }[]
}

export interface PassForm {
  readonly about: string
  readonly receivers: Receivers
  readonly values: { readonly to: string; readonly note: string }
  /** A field, or `gone`: what was chosen is not there any more. */
  readonly faults: readonly ('to' | 'note' | 'gone')[]
  readonly action: object
}

export const MOST_NOTE = 1_000

/** « Passer la main à… ». */
export function passForm(t: Sentences, { about, receivers, values, faults, action }: PassForm): Card {
  const choices: readonly Choice[] = [
    ...receivers.colleagues.map(({ objectId, name }) => ({ title: asWritten(name), value: `person:${objectId}` })),
    ...receivers.desks.map((desk) => ({ title: deskChoice(t, desk), value: `tier:${desk.tier}` })),
    { title: t('pass.queue'), value: 'queue' },
  ]
  const must = t('form.required')
  const note = { id: 'note', label: t('pass.note'), value: values.note, hint: t('pass.note.hint') }
  return formCard(t, {
    title: t('pass.title'),
    about,
    faults: faults.map((fault) => t(`pass.fault.${fault}`)),
    fields: [
      choiceField({ id: 'to', label: t('pass.to'), value: values.to }, choices, must),
      { ...textField(note, MOST_NOTE, must), isMultiline: true },
    ],
    actions: [action],
  })
}

function deskChoice(t: Sentences, { tier, teamName, onDuty }: Receivers['desks'][number]): string {
  return t('pass.desk', { tier, team: asWritten(teamName), count: onDuty })
}

/** What the dialog shows once it is passed, or held out. */
export function passedCard(t: Sentences, title: string, text: string): Card {
  return plainCard(t, { title, paragraphs: [text, t('saved.close')] })
}

/** Said in the thread that it left. */
export function passedAwayCard(t: Sentences, tier: number, teamName: string): Card {
  return plainCard(t, {
    title: t('passed-away.title', { tier, team: asWritten(teamName) }),
    paragraphs: [t('passed-away.text')],
  })
}

/** What hangs where it was before. */
export function leftCard(t: Sentences, title: string): Card {
  return plainCard(t, { title, paragraphs: [t('left.text')] })
}
