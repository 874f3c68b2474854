import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Expression, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { isPostgres } from '../db/dialect.ts'
import { prepared } from '../db/prepared.ts'
import { transact } from '../db/transact.ts'
import { isTransient, PACED, ServiceDeskError } from '../errors.ts'
import type { Log } from '../log.ts'
import { BEAT_MS, beat, release } from './alive.ts'
import { createFinish, type Finish } from './finish.ts'
import { type Afterwards, type Job, patienceMs, retryDelayMs, type Tasks } from './job.ts'
import { noteUncertain } from './uncertain.ts'

/**
 * How long a claimed job is a runner's at most. Longer than all that a task may wait for: its reads, the bot's token and
 * one call, each with a limit of its own. What a killed runner held comes back sooner: see `alive.ts`.
 */
const LEASE_MS = 30_000
const AT_ONCE = 64
const POLL_MS = 500
/** A job that fails by a fault of ours is given up after five tries. */
const BUG_ATTEMPTS = 5

export interface Runner {
  /** There may be something to do now: called after every commit. Returns at once. */
  wake(): void
  /** Begins no new job and waits for those under way. */
  stop(): Promise<void>
}

/** What became of a job; for whoever counts. */
export type Outcome = 'done' | 'again' | 'given-up'

interface Needs {
  readonly db: Db
  readonly now: () => number
  readonly log: Log
  readonly tasks: Tasks
  /** Promises, with the end of a job that is given up, that whoever waits for its effect hears of it. */
  readonly givenUp: (tx: Db, job: Job, error: unknown) => Promise<void>
  readonly observe: (job: Job, outcome: Outcome) => void
}

/** Starts the loop that keeps promises: lanes run side by side, each in order. */
export function startRunner(needs: Needs): Runner {
  const id = randomUUID()
  const underWay = new Set<Promise<void>>()
  const finish = createFinish(needs.db)
  const silence = new AbortController()
  let stopped = false
  let wakeUp = () => {}
  let dirty = true
  let timersAt = 0

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
      if (performance.now() >= timersAt) {
        await wakeTimers(needs.db, { time: needs.now() })
        timersAt = performance.now() + POLL_MS
      }
      return underWay.size < AT_ONCE ? await claim(needs, id, AT_ONCE - underWay.size) : []
    } catch (error) {
      needs.log.error({ error }, 'Due jobs could not be read.')
      await wait(POLL_MS)
      return []
    }
  }

  /** A job whose end could not be written stays claimed; its lease brings it back. */
  function begin(job: Job): void {
    const work = keep(needs, finish, job)
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

  async function beating(): Promise<void> {
    while (!stopped) {
      await beat(needs, id).catch((error: unknown) =>
        needs.log.error({ error }, 'A runner could not say that it lives.'),
      )
      await wait(BEAT_MS, undefined, { signal: silence.signal }).catch(() => {})
    }
  }

  const looping = loop()
  const living = beating()

  return {
    wake,
    async stop() {
      stopped = true
      wake()
      await looping
      await Promise.all(underWay)
      silence.abort()
      await living
      await release(needs, id).catch((error: unknown) => needs.log.error({ error }, 'A runner could not say goodbye.'))
    },
  }
}

/** Takes the oldest job of each lane that is due. Replicas that ask at the same time get different ones. */
async function claim({ db, now }: Needs, runnerId: string, limit: number): Promise<Job[]> {
  const time = now()
  const rows = await claimRows(db, { runnerId, time, until: time + LEASE_MS, limit })
  return rows
    .toSorted((a, b) => a.id - b.id)
    .map((row) => ({
      id: row.id,
      task: row.task as Job['task'],
      lane: row.lane,
      payload: JSON.parse(row.payload),
      attempts: row.attempts,
      failures: row.failures,
      createdAt: row.created_at,
    }))
}

interface Claim {
  readonly runnerId: string
  readonly time: number
  readonly until: number
  readonly limit: number
}

/**
 * The first job of each lane is found in one walk along the lanes' index: 20,000 that wait behind a few others take
 * 2.5 ms, in as many lanes of their own 8. The lists are arrays for PostgreSQL, so that no plan of its can be a bad one,
 * whatever it believes of a table that is full at one moment and empty at the next.
 */
const claimRows = prepared((db, { runnerId, time, until, limit }: Claim) => {
  const postgres = isPostgres(db)
  const among = (ids: Expression<unknown>) =>
    postgres ? sql<boolean>`id = any(array(${ids}))` : sql<boolean>`id in (${ids})`
  const first = db
    .selectFrom('jobs')
    .select(({ fn }) => fn.min('id').as('id'))
    .where(sql<boolean>`state = 'ready'`)
    .groupBy('lane')
  const due = db
    .selectFrom('jobs')
    .select('id')
    .where(among(first))
    // Another runner may have given it up. Not `= 'ready'`: the planner would look for it in the lanes' index.
    .where(sql<boolean>`state <> 'given-up'`)
    .where('due_at', '<=', time)
    .where('claimed_until', '<=', time)
    .orderBy('id')
    .limit(limit)
    .$if(postgres, (query) => query.forUpdate().skipLocked())
  return db
    .updateTable('jobs')
    .set({ claimed_until: until, claimed_by: runnerId, attempts: sql`attempts + 1` })
    .where(among(due))
    .where('claimed_until', '<=', time)
    .returning(['id', 'task', 'lane', 'payload', 'attempts', 'failures', 'created_at'])
})

/** What was promised for a time that has come waits in its lane from now on. */
const wakeTimers = prepared((db, { time }: { readonly time: number }) =>
  db
    .updateTable('jobs')
    .set({ state: sql.lit('ready') })
    .where(sql<boolean>`state = 'timer'`)
    .where('due_at', '<=', time),
)

async function keep(needs: Needs, finish: Finish, job: Job): Promise<void> {
  if (job.attempts - 1 > job.failures) await noteCrash(needs, job)
  let afterwards: Afterwards | undefined
  try {
    afterwards = await (needs.tasks[job.task] as (payload: unknown) => Promise<Afterwards | undefined>)(job.payload)
  } catch (error) {
    if (isTransient(error) && error.reason === PACED) await putBack(needs, job, error)
    else await failed(needs, job, error)
    return
  }
  await finish(job, afterwards)
  needs.observe(job, 'done')
}

/** An earlier attempt ended without a word: nobody knows how far it came. */
async function noteCrash(needs: Needs, job: Job): Promise<void> {
  await transact(needs.db, async (tx) => {
    await noteUncertain({ db: tx, now: needs.now }, job, 'crash')
    await tx
      .updateTable('jobs')
      .set({ failures: job.attempts - 1 })
      .where('id', '=', job.id)
      .execute()
  })
}

/** It was not tried, to keep a limit: that is no attempt, and makes no later failure wait longer. */
async function putBack({ db, now, observe }: Needs, job: Job, { retryAfterMs }: ServiceDeskError): Promise<void> {
  const due_at = Math.ceil(now() + retryDelayMs(1, retryAfterMs, Math.random()))
  await db
    .updateTable('jobs')
    .set({ due_at, claimed_until: 0, attempts: job.attempts - 1 })
    .where('id', '=', job.id)
    .execute()
  observe(job, 'again')
}

async function failed(needs: Needs, job: Job, error: unknown): Promise<void> {
  const { db, now, log } = needs
  const fields = { job: job.id, task: job.task, attempts: job.attempts, error }
  const again = isTransient(error)
    ? now() - job.createdAt < patienceMs(job)
    : isBug(error) && job.attempts < BUG_ATTEMPTS
  if (again) log.warn(fields, 'A job failed and will be tried again.')
  else log.error(fields, 'A job is given up.')
  const asked = isTransient(error) ? error.retryAfterMs : undefined
  const end = again
    ? { due_at: Math.ceil(now() + retryDelayMs(job.attempts, asked, Math.random())), claimed_until: 0 }
    : { state: 'given-up' }
  const write = (told: boolean) =>
    transact(db, async (tx) => {
      if (error instanceof ServiceDeskError && error.uncertain) await noteUncertain({ db: tx, now }, job, 'lost-answer')
      if (told) await needs.givenUp(tx, job, error)
      await tx
        .updateTable('jobs')
        .set({ ...end, failures: job.attempts })
        .where('id', '=', job.id)
        .execute()
    })
  await write(!again).catch(async (fault: unknown) => {
    // A store that is away comes back, and the job with it. A fault of ours in the telling must not keep it for ever.
    if (again || isTransient(fault)) throw fault
    log.error({ ...fields, error: fault }, 'Nobody could be told.')
    await write(false)
  })
  needs.observe(job, again ? 'again' : 'given-up')
}

function isBug(error: unknown): boolean {
  return !(error instanceof ServiceDeskError)
}
