import type { Generated } from 'kysely'

export type JobState = 'timer' | 'ready' | 'given-up'

export interface JobTables {
  readonly jobs: {
    id: Generated<number>
    task: string
    lane: string
    payload: string
    /** `timer` until its time comes, `ready` until it is done, or `given-up`. */
    state: JobState
    due_at: number
    attempts: number
    /** Until when a runner holds the lease; 0 when nobody does. */
    claimed_until: number
    created_at: number
    /** The runner that holds the lease, or held it last. */
    claimed_by: string | null
    /** How many attempts ended in a failure that we know of; a crash leaves it behind `attempts`. */
    failures: Generated<number>
    /** The key of a timer that replaces an earlier one; empty once it is due. */
    timer_key: Generated<string | null>
  }
  /** A job loop in some process, and until when it is believed to live (its heartbeat). */
  readonly runners: { id: string; alive_until: number }
  /** Something was sent, and nobody can know whether Teams has it: it was sent again. */
  readonly uncertain_deliveries: {
    id: Generated<number>
    job_id: number
    task: string
    lane: string
    /** The activity that was relayed, where it was one. */
    activity_id: string | null
    reason: string
    at: number
  }
}
