import type { Db } from '../db/connect.ts'
import type { MessageKey } from '../handoffs/handoff.ts'
import type { Address, Conversation, Notice, Place, Subject } from '../notices/notice.ts'
import type { Words } from '../people/person.ts'

/** Every kind of promised work, with what it carries. */
export interface Payloads {
  readonly 'notice.send': { readonly address: Address; readonly notice: Notice }
  readonly 'card.refresh': { readonly subject: Subject; readonly place: Place }
  readonly 'card.replace': { readonly conversation: Conversation; readonly activityId: string; readonly card: object }
  readonly 'relay.send': MessageKey
  readonly 'relay.edit': MessageKey
  readonly 'relay.delete': MessageKey
  readonly 'crossing.settle': { readonly activityId: string; readonly authorId: string; readonly words?: Words }
  readonly 'file.fetch': { readonly fileId: string }
  readonly 'file.hide': Conversation & { readonly activityId: string }
  readonly 'store.prune': Record<string, never>
  readonly 'silence.check': { readonly handoffId: string; readonly since: number; readonly warnings: number }
}

export type TaskName = keyof Payloads

/**
 * A promise kept in a row: jobs of one lane run one after the other, in the order of their ids. A timer takes its place
 * in its lane when it wakes, and what runs there does not wait for it: timers have lanes of their own.
 */
export interface Job<Name extends TaskName = TaskName> {
  readonly id: number
  readonly task: Name
  readonly lane: string
  readonly payload: Payloads[Name]
  /** How often it was begun, this time included. */
  readonly attempts: number
  /** How many of the earlier attempts ended in a failure that was noted. */
  readonly failures: number
  readonly createdAt: number
}

/** What a task leaves to be written in one transaction with its end. */
export type Afterwards = (tx: Db) => Promise<void>

/** The function behind each task. A task may run again after a crash, so each makes sure that twice does no harm. */
export type Tasks = {
  readonly [Name in TaskName]: (payload: Payloads[Name]) => Promise<Afterwards | undefined> | Promise<void>
}

/** Whether the task brings something new to Teams: done twice it is seen twice. The others only make what is there true. */
export function bringsSomethingNew(job: Pick<Job, 'task'>): boolean {
  return job.task === 'relay.send' || job.task === 'notice.send' || job.task === 'card.refresh'
}

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 20_000
const JITTER_MS = 250
/** Whoever asks us to wait for a day is asked again before. */
const LONGEST_ASKED_MS = 5 * 60_000

/**
 * When to try again after the nth attempt: as soon as the far side said, or else doubling from a second to twenty: somebody waits.
 * A little chance is added, so that those who failed together do not come back together.
 */
export function retryDelayMs(attempts: number, askedMs: number | undefined, random: number): number {
  if (askedMs !== undefined) return Math.min(askedMs, LONGEST_ASKED_MS) + random * JITTER_MS
  return Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS) * (1 + random / 4)
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 3_600_000

/**
 * How long a far side that stays away is asked again. What somebody says in a chat is worth nothing an hour later, and
 * they must hear that it did not arrive. A card that answers an old client must not hold up what comes after it in the
 * chat: pressed again, it shows the truth. The rest can wait for a day.
 */
export function patienceMs(job: Pick<Job, 'task' | 'payload'>): number {
  if (job.task === 'relay.send' || job.task === 'relay.edit' || isFile(job)) return 10 * MINUTE_MS
  return job.task === 'card.replace' ? MINUTE_MS / 3 : DAY_MS
}

/** It goes with what is said, and must not hold that up for longer. */
function isFile({ task, payload }: Pick<Job, 'task' | 'payload'>): boolean {
  return (
    task === 'file.fetch' || (task === 'notice.send' && (payload as Payloads['notice.send']).notice.kind === 'file')
  )
}
