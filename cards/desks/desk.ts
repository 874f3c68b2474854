import type { DutyAnalyst } from '../../services/workspaces/workspace.ts'
import { asWritten } from '../as-written.ts'
import { execute, linkDialog } from '../button.ts'
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
  readonly tier: number
  /** The workspace's other desks (S3.19). */
  readonly others: readonly { readonly tier: number; readonly teamName: string }[]
}

/** The desk's own card: who is on duty, how many wait, and the two buttons that change it. */
export function deskCard(t: Sentences, { deskId, name, onDuty, waiting, tier, others }: DeskView): Card {
  const isFirst = others.every((its) => its.tier > tier)
  const title = name === '' ? t('duty.title') : t('duty.title.of', { name: asWritten(name) })
  const duty =
    onDuty.count === 0
      ? t(isFirst ? 'duty.nobody' : 'duty.nobody.tier')
      : `● ${t('duty.online', { count: onDuty.count })}`
  return fill({
    lang: t.language,
    summary: `${t('duty.title')} · ${duty}`,
    title: others.length === 0 ? title : t('duty.title.tier', { title, tier }),
    about: [
      t(isFirst ? 'duty.text' : 'duty.text.tier'),
      ...others.map((its) => t('duty.other', { tier: its.tier, team: asWritten(its.teamName) })),
    ].join('\n\n'),
    duty,
    dutyColor: onDuty.count === 0 ? 'Attention' : 'Good',
    analysts: onDuty.analysts.map((analyst) => ({
      name: asWritten(analyst.name),
      since: t('duty.since', { time: timeOf(analyst.since) }),
    })),
    waiting: t('duty.waiting', { count: waiting }),
    links: [linkDialog(t('supervise.title'), t('supervise.title'), 'desk.supervise', { deskId })],
    actions: [
      execute(t('duty.on'), 'desk.on', { deskId }, onDuty.count === 0 ? 'positive' : undefined),
      execute(t('duty.off'), 'desk.off', { deskId }),
    ],
  })
}
