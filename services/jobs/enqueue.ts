import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'
import type { JobState } from './tables.ts'

/** A job to be written, of a noun's `Payloads`: its task, and what that task wants to know. */
export type NewJob<Payloads> = {
  readonly [Name in keyof Payloads & string]: {
    readonly task: Name
    /** Jobs of one lane keep their order. A timer joins its lane only when it is due; until then it blocks nothing. */
    readonly lane: string
    readonly payload: Payloads[Name]
    /** Milliseconds since 1970; at once where it is left out. */
    readonly dueAt?: number
    /** A timer with a key replaces the one that has it: a change of mind leaves no row behind. */
    readonly timerKey?: string
  }
}[keyof Payloads & string]

/** Writes a job beside the facts that call for it, in the caller's transaction (a transactional outbox). */
export async function enqueue<Payloads = Readonly<Record<string, object>>>(
  db: Db,
  { task, lane, payload, dueAt, timerKey }: NewJob<Payloads>,
  now: number,
): Promise<void> {
  const row = { task, lane, payload: JSON.stringify(payload), now }
  if (dueAt === undefined || dueAt <= now) await insertJob(db, { ...row, state: 'ready', dueAt: dueAt ?? now })
  else if (timerKey === undefined) await insertJob(db, { ...row, state: 'timer', dueAt })
  else await upsertTimer(db, { ...row, dueAt, timerKey })
}

interface Row {
  readonly task: string
  readonly lane: string
  readonly payload: string
  readonly dueAt: number
  readonly now: number
}

const insertJob = prepared((db, { task, lane, payload, state, dueAt, now }: Row & { readonly state: JobState }) =>
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

const upsertTimer = prepared((db, { task, lane, payload, dueAt, now, timerKey }: Row & { readonly timerKey: string }) =>
  db
    .insertInto('jobs')
    .values({
      task,
      lane,
      payload,
      state: sql.lit('timer'),
      due_at: dueAt,
      attempts: 0,
      claimed_until: 0,
      created_at: now,
      timer_key: timerKey,
    })
    .onConflict((conflict) =>
      conflict
        .column('timer_key')
        .where('timer_key', 'is not', null)
        .doUpdateSet((set) => ({
          payload: set.ref('excluded.payload'),
          due_at: set.ref('excluded.due_at'),
          created_at: set.ref('excluded.created_at'),
        })),
    ),
)
