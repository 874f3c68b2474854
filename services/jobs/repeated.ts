import type { Services } from '../context.ts'
import { enqueue } from './enqueue.ts'
import { hasJobs } from './pending.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** The tasks of a noun's `Payloads` that can be done without any. */
type Plain<Payloads> = {
  readonly [Name in keyof Payloads & string]: Record<string, never> extends Payloads[Name] ? Name : never
}[keyof Payloads & string]

interface Rounds {
  readonly lane: string
  /** From the end of one round to the next, in milliseconds. */
  readonly everyMs: number
}

/** A job that is done again and again: one timer for all replicas. */
export function repeated<Payloads>(task: Plain<Payloads>, { lane, everyMs }: Rounds) {
  /** The next time; also where this time came to nothing. */
  async function planNext({ db, now }: Needs): Promise<void> {
    await enqueue(db, { task, lane, payload: {}, dueAt: now() + everyMs, timerKey: lane }, now())
  }

  /** Sees to it that its timer is there, whichever replica starts. */
  async function schedule(services: Needs): Promise<void> {
    if (!(await hasJobs(services.db, lane))) await planNext(services)
  }

  return { planNext, schedule }
}
