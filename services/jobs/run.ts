import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { isTransient, ServiceDeskError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Job, retryDelayMs, type Tasks } from './job.ts'

/** How long a claimed job is ours before another runner may take it for lost; longer than any task's own limits. */
const LEASE_MS = 60_000
const AT_ONCE = 32
const POLL_MS = 500
/** A promise to a far side that stays away is given up after a day; a job that fails by a fault of ours, after five tries. */
const GIVE_UP_MS = 24 * 3_600_000
const CARD_GIVE_UP_MS = 20_000
const BUG_ATTEMPTS = 5
const KEEP_MS = 30 * 24 * 3_600_000

export interface Runner {
  /** There may be something to do now: called after every commit. Returns at once. */
  wake(): void
  /** Begins no new job and waits for those under way. */
  stop(): Promise<void>
}

interface Needs {
  readonly db: Db
  readonly now: () => number
  readonly log: Log
  readonly tasks: Tasks
  /** Told when a job is given up, so that whoever waits for its effect hears of it. */
  readonly givenUp: (job: Job) => Promise<void>
}

/** Starts the loop that keeps promises: lanes run side by side, each in order. */
export function startRunner(needs: Needs): Runner {
  const underWay = new Set<Promise<void>>()
  let stopped = false
  let wakeUp = () => {}
  let dirty = true

  async function loop(): Promise<void> {
    while (!stopped) {
      dirty = false
      for (const job of await claimDue()) begin(job)
      if (dirty || stopped) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS)
        wakeUp = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  async function claimDue(): Promise<Job[]> {
    try {
      return underWay.size < AT_ONCE ? await claim(needs, AT_ONCE - underWay.size) : []
    } catch (error) {
      needs.log.error({ error }, 'Due jobs could not be read.')
      return []
    }
  }

  /** A job whose end could not be written stays claimed; its lease brings it back. */
  function begin(job: Job): void {
    const work = keep(needs, job)
      .catch((error: unknown) => needs.log.error({ job: job.id, error }, 'The end of a job could not be written.'))
      .finally(() => {
        underWay.delete(work)
        wake()
      })
    underWay.add(work)
  }

  function wake(): void {
    dirty = true
    wakeUp()
  }

  const looping = loop()

  return {
    wake,
    async stop() {
      stopped = true
      wake()
      await looping
      await Promise.all(underWay)
    },
  }
}

/** At the start of the only process on a file, whatever was claimed before is nobody's; what was given up long ago goes. */
export async function releaseClaims(db: Db, now: number): Promise<void> {
  await db.updateTable('jobs').set({ claimed_until: 0 }).where('claimed_until', '>', 0).execute()
  await db
    .deleteFrom('jobs')
    .where('state', '=', 'given-up')
    .where('created_at', '<', now - KEEP_MS)
    .execute()
}

/** Takes the oldest job of each lane that is due. */
async function claim({ db, now }: Needs, limit: number): Promise<Job[]> {
  const time = now()
  const due = db
    .selectFrom('jobs as j')
    .select('j.id')
    .where(sql<boolean>`j.state = 'ready'`)
    .where('j.due_at', '<=', time)
    .where('j.claimed_until', '<=', time)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('jobs as earlier')
            .select('earlier.id')
            .whereRef('earlier.lane', '=', 'j.lane')
            .where(sql<boolean>`earlier.state = 'ready'`)
            .whereRef('earlier.id', '<', 'j.id'),
        ),
      ),
    )
    .orderBy('j.id')
    .limit(limit)
  const rows = await db
    .updateTable('jobs')
    .set((set) => ({ claimed_until: time + LEASE_MS, attempts: set('attempts', '+', 1) }))
    .where('id', 'in', due)
    .where('claimed_until', '<=', time)
    .returningAll()
    .execute()
  return rows
    .sort((a, b) => a.id - b.id)
    .map((row) => ({
      id: row.id,
      task: row.task as Job['task'],
      lane: row.lane,
      payload: JSON.parse(row.payload),
      attempts: row.attempts,
      createdAt: row.created_at,
    }))
}

async function keep(needs: Needs, job: Job): Promise<void> {
  const { db, now, log } = needs
  try {
    const task = needs.tasks[job.task] as (payload: unknown) => Promise<void>
    await task(job.payload)
    await db.deleteFrom('jobs').where('id', '=', job.id).execute()
  } catch (error) {
    const fields = { job: job.id, task: job.task, attempts: job.attempts, error }
    const again = isTransient(error)
      ? now() - job.createdAt < patienceMs(job)
      : isBug(error) && job.attempts < BUG_ATTEMPTS
    if (again) {
      log.warn(fields, 'A job failed and will be tried again.')
      const asked = isTransient(error) ? error.retryAfterMs : undefined
      const dueAt = Math.ceil(now() + retryDelayMs(job.attempts, asked, Math.random()))
      await db.updateTable('jobs').set({ due_at: dueAt, claimed_until: 0 }).where('id', '=', job.id).execute()
    } else {
      log.error(fields, 'A job is given up.')
      await needs
        .givenUp(job)
        .catch((fault: unknown) => log.error({ ...fields, error: fault }, 'Nobody could be told.'))
      await db.updateTable('jobs').set({ state: 'given-up' }).where('id', '=', job.id).execute()
    }
  }
}

/** A card in somebody's chat that cannot be brought up to date must not hold up what they are told; pressed, it shows the truth. */
function patienceMs(job: Job): number {
  const inChat = job.task === 'card.replace' || (job.task === 'card.refresh' && job.lane.startsWith('person:'))
  return inChat ? CARD_GIVE_UP_MS : GIVE_UP_MS
}

function isBug(error: unknown): boolean {
  return !(error instanceof ServiceDeskError)
}
