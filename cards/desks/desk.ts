import type { Board, Hung } from '../../services/desks/board.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import type { InStep } from '../../services/itsm/itsm.ts'
import { asWritten } from '../as-written.ts'
import { execute, linkDialog } from '../button.ts'
import { inStepLine, lightColor } from '../itsm/itsm.ts'
import { type Card, template, timeOf } from '../render.ts'
import { listOf, type Row } from '../row.ts'
import type { Sentences } from '../sentences.ts'
import json from './desk.json' with { type: 'json' }
import { openThread } from './thread-link.ts'

const fill = template(json)
/** Whom the card names; the others are counted. */
export const MOST_NAMES = 12
/** The same for chats, of those who wait and of those that go on. */
export const MOST_CHATS = 8

interface DeskView {
  /** Of its workspace; empty where it has none. */
  readonly name: string
  readonly deskId: string
  readonly tenantId: string
  readonly board: Board
  readonly tier: number
  /** The workspace's other desks (S3.19). */
  readonly others: readonly { readonly tier: number; readonly teamName: string }[]
  /** The company's own ticket system, where the workspace has one. */
  readonly inStep: InStep | undefined
  /** Where the desk's console is; `undefined` where there are no pages. */
  readonly consoleUrl: string | undefined
}

/** The desk's own card, a board: who is on duty, who waits since when, who talks to whom, how many incidents are open. */
export function deskCard(
  t: Sentences,
  { deskId, name, tenantId, board, tier, others, inStep, consoleUrl }: DeskView,
): Card {
  const { onDuty } = board
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
    // Of a system that is in step nobody need read.
    systems:
      inStep === undefined || inStep.light === 'green'
        ? []
        : [{ text: `● ${inStepLine(t, inStep)}`, color: lightColor(inStep) }],
    lists: [
      ...listOf(
        t('duty.waiting', { count: board.waiting.count }),
        board.waiting.first.map((its) => waitingRow(t, its, tenantId)),
        more(t, board.waiting),
      ),
      ...listOf(
        t('duty.taken', { count: board.taken.count }),
        board.taken.first.map((its) => takenRow(t, its, tenantId)),
        more(t, board.taken),
      ),
    ],
    counts: [
      ...(board.waiting.count === 0 ? [t('duty.waiting', { count: 0 })] : []),
      ...(board.callbacks === 0 ? [] : [t('duty.callbacks', { count: board.callbacks })]),
      t('duty.incidents', { count: board.incidents }),
    ].join(' · '),
    links: [
      ...(consoleUrl === undefined
        ? []
        : [{ text: t('console.open'), select: { type: 'Action.OpenUrl', title: t('console.open'), url: consoleUrl } }]),
      linkDialog(t('supervise.title'), t('supervise.title'), 'desk.supervise', { deskId }),
    ],
    actions: [
      execute(t('duty.on'), 'desk.on', { deskId }, onDuty.count === 0 ? 'positive' : undefined),
      execute(t('duty.off'), 'desk.off', { deskId }),
    ],
  })
}

/** The one who waits longest is first. */
function waitingRow(t: Sentences, { thing, thread }: Hung<Handoff>, tenantId: string): Row {
  const { requester, queuedAt } = thing
  const when = t('duty.since', { time: timeOf(queuedAt) })
  return {
    what: asWritten(requester.name),
    person: requester.name,
    when,
    color: 'Warning',
    open: openThread(t, thread, tenantId),
  }
}

function takenRow(t: Sentences, { thing, thread }: Hung<Handoff>, tenantId: string): Row {
  const { requester, analyst, takenAt, queuedAt } = thing
  const names = { name: asWritten(requester.name), analyst: asWritten(analyst?.name ?? '') }
  const when = t('duty.since', { time: timeOf(takenAt ?? queuedAt) })
  return { what: t('supervise.chat', names), person: requester.name, when, open: openThread(t, thread, tenantId) }
}

function more(t: Sentences, { first, count }: { readonly first: readonly unknown[]; readonly count: number }): string {
  return count > first.length ? t('duty.more', { count: count - first.length }) : ''
}
