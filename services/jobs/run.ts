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
import { type AnyTasks, type Job, POOLS, type Pool, retryDelayMs, type Task } from './task.ts'
import { noteUncertain } from './uncertain.ts'

const POLL_MS = 500
/** A job that fails by a fault of ours is given up after five attempts. */
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
  readonly tasks: AnyTasks
  readonly observe: (job: Job, outcome: Outcome) => void
}

/** Starts a loop for each pool that has a task: its lanes run side by side, each in order. */
export function startRunner(needs: Needs): Runner {
  const id = randomUUID()
  const stopHeartbeat = new AbortController()
  let stopped = false
  const pools = (Object.keys(POOLS) as Pool[]).filter((pool) => tasksOf(needs.tasks, pool).length > 0)
  // What a job leaves in another pool goes at once too.
  const wake = () => {
    for (const loop of loops) loop.wake()
  }
  const loops: readonly Runner[] = pools.map((pool) =>
    startPool({ ...needs, finish: createFinish(needs.db), runnerId: id, pool, wakeAll: wake }),
  )

  async function beating(): Promise<void> {
    while (!stopped) {
      await beat(needs, id).catch((error: unknown) =>
        needs.log.error({ error }, 'A runner could not say that it lives.'),
      )
      await wait(BEAT_MS, undefined, { signal: stopHeartbeat.signal }).catch(() => {})
    }
  }
  const living = beating()

  return {
    wake,
    async stop() {
      stopped = true
      await Promise.all(loops.map((loop) => loop.stop()))
      stopHeartbeat.abort()
      await living
      await release(needs, id).catch((error: unknown) => needs.log.error({ error }, 'A runner could not say goodbye.'))
    },
  }
}

interface PoolNeeds extends Needs {
  readonly finish: Finish
  readonly runnerId: string
  readonly pool: Pool
  readonly wakeAll: () => void
}

function startPool(needs: PoolNeeds): Runner {
  const { db, now, log, pool } = needs
  const { slots, pauseMs, leaseMs } = POOLS[pool]
  const claimRows = claimOf(tasksOf(needs.tasks, pool))
  const underWay = new Set<Promise<void>>()
  let stopped = false
  let wakeUp = () => {}
  let dirty = true
  let timersAt = 0

  async function loop(): Promise<void> {
    while (!stopped) {
      dirty = false
      for (const job of await claimDue()) begin(job)
      if (pauseMs > 0 && !stopped) await wait(pauseMs)
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
        await wakeTimers(db, { time: now() })
        timersAt = performance.now() + POLL_MS
      }
      const limit = slots - underWay.size
      return limit > 0 ? await claim() : []
    } catch (error) {
      log.error({ error }, 'Due jobs could not be read.')
      await wait(POLL_MS)
      return []
    }
  }

  /** Claims the oldest due job of each lane. Replicas that ask at the same time get different ones. */
  async function claim(): Promise<Job[]> {
    const time = now()
    const limit = slots - underWay.size
    const rows = await claimRows(db, { runnerId: needs.runnerId, time, until: time + leaseMs, limit })
    return rows
      .toSorted((a, b) => a.id - b.id)
      .map((row) => ({
        id: row.id,
        task: row.task,
        lane: row.lane,
        payload: JSON.parse(row.payload),
        attempts: row.attempts,
        failures: row.failures,
        createdAt: row.created_at,
      }))
  }

  /** A job whose end could not be written stays claimed; the end of its lease brings it back. */
  function begin(job: Job): void {
    const work: Promise<void> = runJob(needs, job)
      .catch((error: unknown) => log.error({ error, task: job.task }, 'The end of a job could not be written.'))
      .finally(() => {
        underWay.delete(work)
        needs.wakeAll()
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

function tasksOf(tasks: AnyTasks, pool: Pool): readonly string[] {
  return Object.keys(tasks).filter((name) => tasks[name]?.pool === pool)
}

interface Claim {
  readonly runnerId: string
  readonly time: number
  readonly until: number
  readonly limit: number
}

/**
 * Only tasks that this process knows: in a rolling upgrade the older replica leaves the newer one's jobs alone, and the
 * lanes that they are first in wait for the newer replica.
 *
 * The first job of each lane is found in one walk along the lanes' index: 20,000 that wait behind a few others take
 * 2.5 ms, in as many lanes of their own 8. The lists are arrays for PostgreSQL, so that no plan can be a bad one,
 * whatever its statistics say of a table that is full at one moment and empty at the next.
 */
function claimOf(tasks: readonly string[]) {
  return prepared((db, { runnerId, time, until, limit }: Claim) => {
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
      .where(isOneOf(tasks))
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
}

/** Compared one after the other: for a list SQLite builds a table of its own at each claim, which cost a third of it. */
function isOneOf(tasks: readonly string[]) {
  const cases = tasks.map((task) => sql`when ${sql.lit(task)} then 1`)
  return sql<boolean>`case task ${sql.join(cases, sql` `)} else 0 end = 1`
}

/** A timer that is due joins its lane, and gives up its key. */
const wakeTimers = prepared((db, { time }: { readonly time: number }) =>
  db
    .updateTable('jobs')
    // Patience counts from now: its time had not come before.
    .set({ state: sql.lit('ready'), timer_key: sql.lit(null), created_at: time })
    .where(sql<boolean>`state = 'timer'`)
    .where('due_at', '<=', time),
)

async function runJob(needs: PoolNeeds, job: Job): Promise<void> {
  const task = needs.tasks[job.task]
  if (task === undefined) throw new Error(`Nothing here does ${job.task}.`)
  if (job.attempts - 1 > job.failures) await noteCrash(needs, job, task)
  let afterwards: Awaited<ReturnType<typeof task.run>>
  try {
    afterwards = await task.run(job.payload)
  } catch (error) {
    if (isTransient(error) && error.reason === PACED) {
      await putBack(needs, job, error)
      await giveUpBehind(needs, job, error)
    } else await fail(needs, job, task, error)
    return
  }
  try {
    await needs.finish(job, afterwards)
  } catch (error) {
    // A store that is away comes back, and the lease's end brings the job back with it. A fault of ours is counted.
    if (isTransient(error)) throw error
    await fail(needs, job, task, error)
    return
  }
  needs.observe(job, 'done')
}

/** An earlier attempt ended without a word (crash): nobody knows how far it came. */
async function noteCrash({ db, now }: Needs, job: Job, { repeat }: Task<unknown>): Promise<void> {
  await transact(db, async (tx) => {
    if (repeat === 'visible') await noteUncertain({ db: tx, now }, job, 'crash')
    await tx
      .updateTable('jobs')
      .set({ failures: job.attempts - 1 })
      .where('id', '=', job.id)
      .execute()
  })
}

/** Held back by our own rate limit: that does not count as an attempt, so no later backoff grows by it. */
async function putBack({ db, now, observe }: Needs, job: Job, { retryAfterMs }: ServiceDeskError): Promise<void> {
  const due_at = Math.ceil(now() + retryDelayMs(1, retryAfterMs, Math.random()))
  await db
    .updateTable('jobs')
    .set({ due_at, claimed_until: 0, attempts: job.attempts - 1 })
    .where('id', '=', job.id)
    .execute()
  observe(job, 'again')
}

async function fail(needs: PoolNeeds, job: Job, task: Task<unknown>, error: unknown): Promise<void> {
  const { db, now, log } = needs
  const fields = { job: job.id, task: job.task, attempts: job.attempts, error }
  const again = isTransient(error)
    ? now() - job.createdAt < task.patienceMs
    : isBug(error) && job.attempts < BUG_ATTEMPTS
  if (again) log.warn(fields, 'A job failed and will be tried again.')
  else log.error(fields, 'A job is given up.')
  const asked = isTransient(error) ? error.retryAfterMs : undefined
  const end = again
    ? { due_at: Math.ceil(now() + retryDelayMs(job.attempts, asked, Math.random())), claimed_until: 0 }
    : { state: 'given-up' as const }
  const isUncertain = task.repeat === 'visible' && error instanceof ServiceDeskError && error.uncertain
  const write = (telling: boolean) =>
    transact(db, async (tx) => {
      if (isUncertain) await noteUncertain({ db: tx, now }, job, 'lost-answer')
      if (telling) await task.givenUp?.(tx, job.payload, error)
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
  if (again) await giveUpBehind(needs, job, error)
}

const MOST_EXPIRED = 50
/** Nothing is given up sooner: what waits for less is not even read. */
const LEAST_PATIENCE_MS = 250

/** Patience counts while a job waits behind another in its lane too: whoever wrote it must hear in time. */
async function giveUpBehind({ db, now, log, tasks, observe }: PoolNeeds, first: Job, error: unknown): Promise<void> {
  const behind = await db
    .selectFrom('jobs')
    .select(['id', 'task', 'lane', 'payload', 'attempts', 'failures', 'created_at'])
    .where('lane', '=', first.lane)
    .where('id', '>', first.id)
    .where(sql<boolean>`state = 'ready'`)
    .where('created_at', '<', now() - LEAST_PATIENCE_MS)
    .orderBy('id')
    .limit(MOST_EXPIRED)
    .execute()
  for (const { created_at: createdAt, payload: text, ...row } of behind) {
    const task = tasks[row.task]
    if (task?.givenUp === undefined || now() - createdAt < task.patienceMs) continue
    const job: Job = { ...row, payload: JSON.parse(text), createdAt }
    log.error({ job: job.id, task: job.task, attempts: job.attempts, error }, 'A job is given up.')
    await transact(db, async (tx) => {
      const ended = await tx
        .updateTable('jobs')
        .set({ state: 'given-up' })
        .where('id', '=', job.id)
        .where('state', '=', 'ready')
        .where('claimed_until', '<=', now())
        .returning('id')
        .executeTakeFirst()
      if (ended !== undefined) await task.givenUp?.(tx, job.payload, error)
    })
    observe(job, 'given-up')
  }
}

/** A conflict in the store is as much a fault of ours as an exception: tried a few times, not for a day. */
function isBug(error: unknown): boolean {
  return !(error instanceof ServiceDeskError) || error.code === 'conflict'
}
