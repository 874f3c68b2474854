import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type Address, laneOf } from './address.ts'
import type { Position, Subject } from './subject.ts'
import { kindOf } from './subject.ts'

/**
 * Something said once, as a fact; how it looks and in which words is decided when it is delivered. Each noun has a union of its
 * own (`HandoffNotice`, `TicketNotice`, …).
 */
export interface AnyNotice {
  readonly kind: string
}

export interface Telling<Notice extends AnyNotice = AnyNotice> {
  readonly address: Address
  readonly notice: Notice
}

interface Manner {
  /** Another lane than the address's own, for what must not hold up the words of a chat. */
  readonly aside?: string
}

/** News of what is no chat has a lane of its own for each person: a chat's words never wait for it, nor its own order for them. */
export const ASIDE: Manner = { aside: 'news' }

/**
 * Enqueues the delivery of a notice, behind everything enqueued for that address before. The kind is part of the task's
 * name, so that a replica of an older version leaves kinds that it does not know to the newer one.
 */
export async function tell<Notice extends AnyNotice>(
  { db, now }: Pick<Services, 'db' | 'now'>,
  address: Address,
  notice: Notice,
  { aside }: Manner = {},
): Promise<void> {
  const payload: Telling<Notice> = { address, notice }
  const lane = aside === undefined ? laneOf(address) : `${laneOf(address)}/${aside}`
  await enqueue(db, { task: `tell.${notice.kind}`, lane, payload }, now())
}

/** What a refresh of a card carries. */
export interface Refresh {
  readonly subject: Subject
  readonly position: Position
}

/**
 * Enqueues a refresh of the subject's card: it will show the subject's state as it is then. At the desk it goes with what is
 * said in the subject's thread; a card in a person's own chat has its own lane, so that it never delays words.
 */
export async function enqueueRefresh(
  { db, now }: Pick<Services, 'db' | 'now'>,
  subject: Subject,
  position: Position = 'desk',
): Promise<void> {
  const payload: Refresh = { subject, position }
  await enqueue(db, { task: taskOfCard(payload), lane: laneOfCard(payload), payload }, now())
}

/**
 * What a release before this one would show as the whole thing, running beside it: it is refreshed by a task of another name,
 * which that one leaves alone.
 */
const BY_RETIRE_TASK: readonly Position[] = [
  'left',
  'before',
  'waited',
  'silence-1',
  'silence-2',
  'away',
  'reminder',
  'opened',
  'opened-by',
  'opened-desk',
]

export function taskOfCard({ subject, position }: Refresh): string {
  const isOver = BY_RETIRE_TASK.includes(position)
  return `${isOver ? 'retire' : 'refresh'}.${kindOf(subject)}`
}

export function laneOfCard({ subject, position }: Refresh): string {
  return position === 'desk' ? laneOf({ thread: subject }) : `card:${subject}/${position}`
}
