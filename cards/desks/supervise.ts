import type { Handoff } from '../../services/handoffs/handoff.ts'
import type { DutyAnalyst } from '../../services/workspaces/workspace.ts'
import { asWritten } from '../as-written.ts'
import { save } from '../button.ts'
import { choicesField, formCard } from '../form.ts'
import { plainCard } from '../plain.ts'
import { type Card, dateAndTimeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'

interface SuperviseForm {
  readonly deskId: string
  readonly nonce: string
  readonly onDuty: readonly DutyAnalyst[]
  readonly chats: readonly Handoff[]
}

/** « Superviser »: whom to take off duty, which chats to give back to the queue, and which to end. */
export function superviseForm(t: Sentences, { deskId, nonce, onDuty, chats }: SuperviseForm): Card {
  const title = t('supervise.title')
  if (onDuty.length + chats.length === 0)
    return plainCard(t, { title, paragraphs: [t('supervise.nothing'), t('saved.close')] })
  const analysts = onDuty.map(({ objectId, name }) => ({ title: asWritten(name), value: objectId }))
  const taken = chats.map(({ id, requester, analyst }) => {
    const names = { name: asWritten(requester.name), analyst: asWritten(analyst?.name ?? '') }
    return { title: t('supervise.chat', names), value: `${id}/${analyst?.objectId ?? ''}` }
  })
  return formCard(t, {
    title,
    about: t('supervise.about'),
    fields: [
      ...(analysts.length === 0 ? [] : [choicesField({ id: 'off', label: t('supervise.off') }, analysts)]),
      ...(taken.length === 0
        ? []
        : [
            choicesField({ id: 'back', label: t('supervise.back') }, taken),
            choicesField({ id: 'end', label: t('supervise.end') }, taken),
          ]),
    ],
    actions: [save(t('supervise.save'), 'desk.supervise', nonce, { deskId })],
  })
}

/** What the dialog shows once it is done. */
export function supervisedCard(
  t: Sentences,
  { off, back, end }: Readonly<Record<'off' | 'back' | 'end', number>>,
): Card {
  return plainCard(t, {
    title: t('supervise.title'),
    paragraphs: [
      t('supervise.done.off', { count: off }),
      t('supervise.done.back', { count: back }),
      ...(end === 0 ? [] : [t('supervise.done.end', { count: end })]),
      t('saved.close'),
    ],
  })
}

/** The desk has closed for the day: whoever was on duty is not any more. */
export function shiftOverCard(t: Sentences, closedAt: number): Card {
  const text = t('shift-over.text', { time: dateAndTimeOf(closedAt) })
  return plainCard(t, { title: t('shift-over.title'), paragraphs: [text] })
}

/** An analyst hears who took them off duty. */
export function takenOffCard(t: Sentences, name: string): Card {
  return plainCard(t, { title: t('taken-off.title'), paragraphs: [t('taken-off.text', { name: asWritten(name) })] })
}

/** They left offers without an answer: chats go to whoever is there. */
export function missedOffCard(t: Sentences, teamName: string): Card {
  return plainCard(t, {
    title: t('missed-off.title'),
    paragraphs: [t('missed-off.text', { team: asWritten(teamName) })],
  })
}
