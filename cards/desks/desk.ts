import type { DutyAnalyst } from '../../services/workspaces/workspace.ts'
import { asWritten } from '../as-written.ts'
import { execute } from '../button.ts'
import { type Card, template, timeOf } from '../render.ts'
import type { Sentences } from '../sentences.ts'
import json from './desk.json' with { type: 'json' }

const fill = template(json)
/** Whom the card names; the others are counted. */
export const MOST_NAMES = 12

interface DeskView {
  /** Of its workspace; empty where it has none. */
  readonly name: string
  readonly deskId: string
  readonly onDuty: { readonly analysts: readonly DutyAnalyst[]; readonly count: number }
  readonly waiting: number
}

/** The desk's own card: who is on duty, how many wait, and the two buttons that change it. */
export function deskCard(t: Sentences, { deskId, name, onDuty, waiting }: DeskView): Card {
  const duty = onDuty.count === 0 ? t('duty.nobody') : `● ${t('duty.online', { count: onDuty.count })}`
  return fill({
    lang: t.language,
    summary: `${t('duty.title')} · ${duty}`,
    title: name === '' ? t('duty.title') : t('duty.title.of', { name: asWritten(name) }),
    about: t('duty.text'),
    duty,
    dutyColor: onDuty.count === 0 ? 'Attention' : 'Good',
    analysts: onDuty.analysts.map((analyst) => ({
      name: asWritten(analyst.name),
      since: t('duty.since', { time: timeOf(analyst.since) }),
    })),
    waiting: t('duty.waiting', { count: waiting }),
    actions: [
      execute(t('duty.on'), 'desk.on', { deskId }, onDuty.count === 0 ? 'positive' : undefined),
      execute(t('duty.off'), 'desk.off', { deskId }),
    ],
  })
}
