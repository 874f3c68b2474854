import type { Address, Conversation, Notice, Place, Subject } from '../notices/notice.ts'

/** Every kind of promised work, with what it carries. */
export interface Payloads {
  readonly 'notice.send': { readonly address: Address; readonly notice: Notice }
  readonly 'card.refresh': { readonly subject: Subject; readonly place: Place }
  readonly 'card.replace': { readonly conversation: Conversation; readonly activityId: string; readonly card: object }
  readonly 'relay.send': { readonly messageId: number }
  readonly 'relay.edit': { readonly messageId: number }
  readonly 'relay.delete': { readonly messageId: number }
  readonly 'silence.check': { readonly handoffId: string; readonly since: number; readonly warnings: number }
}

export type TaskName = keyof Payloads

/** A promise kept in a row: jobs of one lane run one after the other, in the order of their ids. */
export interface Job<Name extends TaskName = TaskName> {
  readonly id: number
  readonly task: Name
  readonly lane: string
  readonly payload: Payloads[Name]
  /** How often it was begun, this time included. */
  readonly attempts: number
  readonly createdAt: number
}

/** The function behind each task. A task may run again after a crash, so each makes sure that twice does no harm. */
export type Tasks = { readonly [Name in TaskName]: (payload: Payloads[Name]) => Promise<void> }

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000

/**
 * When to try again after the nth attempt: doubling from a second to a minute, with up to a quarter of jitter,
 * and never earlier than the far side asked for.
 */
export function retryDelayMs(attempts: number, askedMs: number | undefined, random: number): number {
  const growing = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS)
  return Math.max(askedMs ?? 0, growing) * (1 + random / 4)
}
