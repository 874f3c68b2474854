import type { Db } from '../db/connect.ts'
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
  await db
    .insertInto('jobs')
    .values({
      task: job.task,
      lane: job.lane,
      payload: JSON.stringify(job.payload),
      state: 'ready',
      due_at: job.dueAt ?? now,
      attempts: 0,
      claimed_until: 0,
      created_at: now,
    })
    .execute()
}
