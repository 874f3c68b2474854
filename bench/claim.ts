import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { Kysely, sql } from 'kysely'
import PgBoss from 'pg-boss'
import { connect, type Db } from '../services/db/connect.ts'
import { MIGRATING, postgresDialect } from '../services/db/postgres.ts'
import { transact } from '../services/db/transact.ts'
import { addHandoff, changeState, countQueued, takeQueued } from '../services/handoffs/store.ts'
import type { Database } from '../services/tables.ts'
import { startPostgres, startRedis } from '../simulator/servers.ts'
import { type Checkout, moduleOf } from './against.ts'
import { type Ratio, ratioOf, rounded } from './ratio.ts'
import { databaseBeside } from './relay.ts'
import { at } from './world.ts'

/** One engine's way to put something in a queue, take it for oneself alone, and be done with it. */
interface Engine {
  /** Enqueue, claim, done; once. */
  cycle(): Promise<void>
  close(): Promise<void>
}

type Name = 'sqlite' | 'bullmq' | 'bullmq-always' | 'postgres' | 'pg-boss' | 'sqlite then' | 'postgres then'

export interface ClaimResult {
  /** Cycles a second with 64 at once, ours over theirs; above 1 we are faster. */
  readonly claimVsBullmq: Ratio
  readonly claimVsPgBoss: Ratio
  readonly claimOneByOneVsBullmq: Ratio
  /** BullMQ with a disk write at each step, as ours has: the same promise. */
  readonly claimVsBullmqAlways: Ratio
  readonly claimOneByOneVsBullmqAlways: Ratio
  readonly claimOneByOneVsPgBoss: Ratio
  /** Over the commit that it is measured against. */
  readonly claimVsThen?: Ratio
  readonly claimVsThenPostgres?: Ratio
  /** A cycle with 10,000 waiting, and with 1,000,000 closed, over one with 100 waiting; 1 is flat. */
  readonly claimFlatness: Readonly<Record<string, number>>
}

const AT_ONCE = 64

export async function measureClaims(
  rounds: number,
  say: (line: string) => void,
  then?: Checkout,
): Promise<ClaimResult> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-claims-'))
  const [postgres, redis, strictRedis] = await Promise.all([
    startPostgres(),
    startRedis({ appendOnly: 'everysec' }),
    startRedis({ appendOnly: 'always' }),
  ])
  const sqliteUrl = `sqlite:${join(folder, 'desk.sqlite')}`
  const engines: Partial<Record<Name, Engine>> = {
    sqlite: await handoffEngine(sqliteUrl),
    bullmq: await bullmqEngine(redis.url),
    'bullmq-always': await bullmqEngine(strictRedis.url),
    postgres: await handoffEngine(postgres.url),
    'pg-boss': await bossEngine(postgres.url),
    ...(then === undefined
      ? {}
      : {
          'sqlite then': await handoffEngine(`sqlite:${join(folder, 'then.sqlite')}`, await storeOf(then)),
          'postgres then': await handoffEngine(await databaseBeside(postgres.url, 'before'), await storeOf(then)),
        }),
  }
  const names = Object.keys(engines) as Name[]
  const none = () => Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  const [together, alone] = [none(), none()]
  for (const name of names) await rate(engines[name] as Engine, 300, AT_ONCE)
  for (let round = 1; round <= rounds; round += 1) {
    for (const name of names) {
      together[name].push(await rate(engines[name] as Engine, 4_000, AT_ONCE))
      alone[name].push(await rate(engines[name] as Engine, 300, 1))
      say(
        `round ${round} ${name.padEnd(13)} ${together[name].at(-1)?.toFixed(0).padStart(6)}/s at once  ${alone[name].at(-1)?.toFixed(0).padStart(5)}/s one by one`,
      )
    }
  }
  for (const name of names) await engines[name]?.close()
  const claimFlatness = {
    ...(await flatness('sqlite', sqliteUrl, say)),
    ...(await flatness('postgres', postgres.url, say)),
  }
  await Promise.all([postgres.close(), redis.close(), strictRedis.close()])
  rmSync(folder, { recursive: true, force: true })
  return {
    claimVsBullmq: ratioOf(together.sqlite, together.bullmq),
    claimVsPgBoss: ratioOf(together.postgres, together['pg-boss']),
    claimOneByOneVsBullmq: ratioOf(alone.sqlite, alone.bullmq),
    claimVsBullmqAlways: ratioOf(together.sqlite, together['bullmq-always']),
    claimOneByOneVsBullmqAlways: ratioOf(alone.sqlite, alone['bullmq-always']),
    claimOneByOneVsPgBoss: ratioOf(alone.postgres, alone['pg-boss']),
    ...(then === undefined
      ? {}
      : {
          claimVsThen: ratioOf(together.sqlite, together['sqlite then']),
          claimVsThenPostgres: ratioOf(together.postgres, together['postgres then']),
        }),
    claimFlatness,
  }
}

/** Cycles a second. */
async function rate(engine: Engine, count: number, atOnce: number): Promise<number> {
  let left = count
  const began = performance.now()
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await engine.cycle()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return count / ((performance.now() - began) / 1000)
}

const WORKSPACE = 'bench'

/** What a cycle needs of the service, of ours or of another commit's. */
interface Store {
  connect(url: string): Promise<Db>
  transact: typeof transact
  add(tx: Db, handoff: Parameters<typeof addHandoff>[1]): Promise<unknown>
  take(tx: Db, id: string): Promise<unknown>
  end(tx: Db, id: string): Promise<unknown>
}

const OURS: Store = {
  connect,
  transact,
  add: addHandoff,
  take: (tx, id) =>
    takeQueued(tx, { id, analystId: 'a', analystName: 'Sophie', at: Date.now(), clockAt: Date.now() + 600_000 }),
  end: (tx, id) => changeState(tx, id, 'close', { ended_at: Date.now() }),
}

/** A commit from before the transition table named states where it changed them. */
async function storeOf(then: Checkout): Promise<Store> {
  type Changes = { changeHandoff(tx: Db, id: string, from: readonly string[], change: object): Promise<unknown> }
  const handoffs = await moduleOf<Partial<typeof import('../services/handoffs/store.ts')>>(
    then,
    'services/handoffs/store.js',
  )
  const { connect: open } = await moduleOf<Store>(then, 'services/db/connect.js')
  const { transact: run } = await moduleOf<Store>(then, 'services/db/transact.js')
  const old = handoffs as unknown as Changes
  const taken = { state: 'active', analyst_id: 'a', analyst_name: 'Sophie', taken_at: Date.now() }
  const { takeQueued: take, changeState: change, addHandoff: add = addHandoff } = handoffs
  return {
    connect: open,
    transact: run,
    add,
    take: (tx, id) =>
      take?.(tx, { id, analystId: 'a', analystName: 'Sophie', at: Date.now(), clockAt: Date.now() + 600_000 }) ??
      old.changeHandoff(tx, id, ['queued'], taken),
    end: (tx, id) =>
      change?.(tx, id, 'close', { ended_at: Date.now() }) ??
      old.changeHandoff(tx, id, ['active'], { state: 'closed', ended_at: Date.now() }),
  }
}

async function handoffEngine(databaseUrl: string, store = OURS): Promise<Engine> {
  const db = await store.connect(databaseUrl)
  return { cycle: () => takeOne(db, store), close: () => db.destroy() }
}

/** As `requestHandoff`, `takeHandoff` and `endHandoff` do it, each in a transaction of its own. */
async function takeOne(db: Db, { transact, add, take, end }: Store = OURS): Promise<void> {
  const id = randomUUID()
  const requester = { tenantId: 'tenant', objectId: id, name: 'Camille Roy' }
  await transact(db, (tx) => add(tx, { id, workspaceId: WORKSPACE, requester, queuedAt: Date.now() }))
  const taken = await transact(db, (tx) => take(tx, id))
  if (taken === undefined) throw new Error('Somebody else took it.')
  await transact(db, (tx) => end(tx, id))
}

function waiting(id: string) {
  return {
    id,
    workspace_id: WORKSPACE,
    tenant_id: 'tenant',
    requester_id: id,
    requester_name: 'Camille Roy',
    state: 'queued' as const,
    queued_at: Date.now(),
    warnings: 0,
  }
}

async function bullmqEngine(url: string): Promise<Engine> {
  const connection = { host: '127.0.0.1', port: Number(new URL(url).port) }
  const queue = new Queue('handoffs', { connection, defaultJobOptions: { removeOnComplete: true } })
  const { Worker } = await import('bullmq')
  const worker = new Worker('handoffs', null, { connection })
  await worker.waitUntilReady()
  return {
    async cycle() {
      await queue.add('handoff', waiting(randomUUID()))
      const token = randomUUID()
      const job = await worker.getNextJob(token, { block: false })
      await job?.moveToCompleted('done', token, false)
    },
    async close() {
      await worker.close()
      await queue.close()
    },
  }
}

async function bossEngine(url: string): Promise<Engine> {
  const boss = new PgBoss({ connectionString: url, max: 16, supervise: false, schedule: false })
  await boss.start()
  await boss.createQueue('handoffs')
  return {
    async cycle() {
      await boss.send('handoffs', waiting(randomUUID()))
      const [job] = await boss.fetch('handoffs')
      if (job !== undefined) await boss.complete('handoffs', job.id)
    },
    close: () => boss.stop({ graceful: false }),
  }
}

/** The same cycle, and the count that the desk's card shows, in an emptier and in a fuller store. */
async function flatness(
  name: string,
  databaseUrl: string,
  say: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  const db = await connect(databaseUrl)
  // A million rows take longer than any statement in service may: filling has no limit, and says how long it took (B1).
  const filling = databaseUrl.startsWith('sqlite:')
    ? db
    : new Kysely<Database>({ dialect: postgresDialect(databaseUrl, MIGRATING) })
  const fill = async (count: number, state: 'queued' | 'closed') => {
    const ms = await timed(() => insertMany(filling, count, state))
    say(`${name} filled with ${count} ${state} in ${(ms / 1000).toFixed(1)} s`)
  }
  await fill(100, 'queued')
  const few = await timesOf(db)
  await fill(9_900, 'queued')
  const many = await timesOf(db)
  await filling.updateTable('handoffs').set({ state: 'closed' }).where('state', '=', 'queued').execute()
  await fill(100, 'queued')
  await fill(1_000_000, 'closed')
  if (!databaseUrl.startsWith('sqlite:')) await sql`vacuum analyze handoffs`.execute(filling)
  const closed = await timesOf(db)
  if (filling !== db) await filling.destroy()
  await db.destroy()
  const line = (what: string, { claim, count }: Times) =>
    say(`${name} ${what.padEnd(18)} claim ${claim.toFixed(2)} ms  count ${count.toFixed(2)} ms (medians)`)
  line('100 waiting', few)
  line('10,000 waiting', many)
  line('1,000,000 closed', closed)
  return {
    [`${name}10kWaiting`]: rounded(many.claim / few.claim),
    [`${name}1mClosed`]: rounded(closed.claim / few.claim),
    [`${name}CountMs10kWaiting`]: rounded(many.count),
    [`${name}CountMs1mClosed`]: rounded(closed.count),
  }
}

/** Made by the database itself, as nobody has the time to wait for a million of ours. */
async function insertMany(db: Db, count: number, state: 'queued' | 'closed'): Promise<void> {
  const prefix = `${state}-${randomUUID()}-`
  await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${sql.lit(count)})
    insert into handoffs (id, workspace_id, tenant_id, requester_id, requester_name, state, queued_at, warnings)
    select ${sql.lit(prefix)} || i, 'bench', 'tenant', ${sql.lit(prefix)} || i, 'Camille Roy', ${sql.lit(state)}, i, 0 from n`.execute(
    db,
  )
}

interface Times {
  readonly claim: number
  readonly count: number
}

async function timesOf(db: Db): Promise<Times> {
  const [claims, counts]: [number[], number[]] = [[], []]
  for (let n = 0; n < 300; n += 1) claims.push(await timed(() => takeOne(db)))
  for (let n = 0; n < 100; n += 1) counts.push(await timed(() => countQueued(db, WORKSPACE, [1])))
  return {
    claim: at(
      claims.sort((a, b) => a - b),
      0.5,
    ),
    count: at(
      counts.sort((a, b) => a - b),
      0.5,
    ),
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
