import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'
import type { Payloads, TaskName } from './job.ts'

interface Promised<Name extends TaskName> {
  readonly task: Name
  readonly lane: string
  readonly payload: Payloads[Name]
  /** Milliseconds since 1970; at once where it is left out. */
  readonly dueAt?: number
}

/** Writes a promise beside the facts that call for it, in the caller's transaction. */
export async function enqueue<Name extends TaskName>(db: Db, job: Promised<Name>, now: number): Promise<void> {
  const { task, lane, payload, dueAt = now } = job
  const state = dueAt > now ? 'timer' : 'ready'
  await insertJob(db, { task, lane, payload: JSON.stringify(payload), state, dueAt, now })
}

interface NewJob {
  readonly task: string
  readonly lane: string
  readonly payload: string
  readonly state: string
  readonly dueAt: number
  readonly now: number
}

const insertJob = prepared((db, { task, lane, payload, state, dueAt, now }: NewJob) =>
  db.insertInto('jobs').values({
    task,
    lane,
    payload,
    state,
    due_at: dueAt,
    attempts: 0,
    claimed_until: 0,
    created_at: now,
  }),
)
