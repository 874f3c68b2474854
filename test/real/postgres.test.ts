import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import pg from 'pg'
import { connect, type Db } from '../../services/db/connect.ts'
import { MIGRATING, postgresDialect } from '../../services/db/postgres.ts'
import { transact } from '../../services/db/transact.ts'
import { isConflict, isTransient } from '../../services/errors.ts'
import type { Database } from '../../services/tables.ts'
import { type LocalServer, startPostgres } from '../../simulator/servers.ts'
import { runnerThatDoes } from '../runner.ts'

const TOGETHER = 60

describe('PostgreSQL', () => {
  let server: LocalServer
  let db: Db
  before(async () => {
    server = await startPostgres()
    db = await connect(server.url)
  })
  after(async () => {
    await db.destroy()
    await server.close()
  })

  const addRunner = (tx: Db, id: string) => tx.insertInto('runners').values({ id, alive_until: 1 }).execute()
  const addKey = (tx: Db, name: string) => tx.insertInto('signing_keys').values({ name, key: 'x' }).execute()

  it('lets no transaction suffer from one that failed before it on the same connection', async () => {
    await addRunner(db, 'taken')
    // New connections, to which every statement is new.
    const fresh = await connect(server.url)
    const outcomes = await Promise.allSettled(
      Array.from({ length: TOGETHER }, (_, n) =>
        transact(fresh, async (tx) => {
          if (n % 3 === 0) await addRunner(tx, 'taken')
          // Those that fail come first, and all in one turn of the event loop.
          else for (let step = 0; step < 50; step += 1) await Promise.resolve()
          await addKey(tx, `key ${n}`)
        }),
      ),
    )
    await fresh.destroy()
    const failed = outcomes.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))
    assert.deepEqual(
      failed,
      Array.from({ length: TOGETHER / 3 }, (_, n) => 3 * n),
    )
    const kept = await db.selectFrom('signing_keys').select('name').execute()
    assert.equal(kept.length, (2 * TOGETHER) / 3)
  })

  it('cuts off a statement of the service that takes too long, and no migration or filling (B1)', async () => {
    const filling = new Kysely<Database>({ dialect: postgresDialect(server.url, MIGRATING) })
    const timeout = async (of: Db) =>
      (await sql<{ statement_timeout: string }>`show statement_timeout`.execute(of)).rows[0]?.statement_timeout
    assert.deepEqual([await timeout(filling), await timeout(db)], ['0', '6s'])
    await filling.destroy()
  })

  it('keeps all of a transaction that goes in one parcel, or nothing', async () => {
    const half = transact(db, async (tx) => {
      await addKey(tx, 'half')
      await addRunner(tx, 'taken')
    })
    await assert.rejects(half, isConflict)
    assert.deepEqual(await db.selectFrom('signing_keys').select('name').where('name', '=', 'half').execute(), [])
    await transact(db, async (tx) => {
      await addKey(tx, 'whole')
      await addKey(tx, 'whole too')
    })
    const whole = await db.selectFrom('signing_keys').select('name').where('name', 'like', 'whole%').execute()
    assert.equal(whole.length, 2)
  })

  it('goes on when its statements are gone, or a newer version changed the table', async () => {
    const old = await connect(server.url)
    const look = () => old.selectFrom('runners').selectAll().execute()
    const lookTwice = () =>
      transact(old, async (tx) => {
        await addKey(tx, randomUUID())
        return await tx.selectFrom('runners').selectAll().execute()
      })
    for (let n = 0; n < 8; n += 1) await look()
    await lookTwice()
    await sql`alter table runners add column newer integer`.execute(db)
    for (let n = 0; n < 8; n += 1) await look()
    await assert.rejects(lookTwice(), isTransient)
    await lookTwice()
    await Promise.all(Array.from({ length: 4 }, () => sql`deallocate all`.execute(old)))
    for (let n = 0; n < 8; n += 1) await look()
    await old.destroy()
  })

  it('takes back what waited too long for another, and does nothing of it later', async () => {
    const outcome = await transact(db, async (tx) => {
      await tx.updateTable('runners').set({ alive_until: 5 }).where('id', '=', 'taken').returning('id').execute()
      return await db
        .updateTable('runners')
        .set({ alive_until: 99 })
        .where('id', '=', 'taken')
        .execute()
        .then(
          () => 'done',
          (error: unknown) => error,
        )
    })
    assert.ok(isTransient(outcome))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const { alive_until } = await db
      .selectFrom('runners')
      .select('alive_until')
      .where('id', '=', 'taken')
      .executeTakeFirstOrThrow()
    assert.equal(alive_until, 5)
  })

  it('does nothing more in a transaction of which something failed', async () => {
    const careless = transact(db, async (tx) => {
      await addKey(tx, 'careless')
      await tx
        .insertInto('runners')
        .values({ id: 'taken', alive_until: 1 })
        .returning('id')
        .execute()
        .catch(() => {})
      await tx.insertInto('signing_keys').values({ name: 'after it', key: 'x' }).returning('name').execute()
    })
    await assert.rejects(careless, /nothing after a failure/)
    const left = await db
      .selectFrom('signing_keys')
      .select('name')
      .where('name', 'in', ['careless', 'after it'])
      .execute()
    assert.deepEqual(left, [])
  })

  it('keeps bytes, numbers and nothing as they were given', async () => {
    const bytes = Buffer.from([0, 255, 39, 92])
    await db.insertInto('file_pieces').values({ file_id: 'a', n: 0, bytes }).execute()
    const { bytes: read } = await db.selectFrom('file_pieces').select('bytes').executeTakeFirstOrThrow()
    assert.deepEqual(Buffer.from(read), bytes)
  })

  it('says that the store is away when it goes, in the middle of a transaction too, and goes on when it is back', async () => {
    const cut = transact(db, async (tx) => {
      await addRunner(tx, 'in the middle')
      await tx.selectFrom('runners').select('id').execute()
      await server.kill()
      await tx.selectFrom('runners').select('id').execute()
    })
    await assert.rejects(cut, isTransient)
    await assert.rejects(addRunner(db, 'while it was away'), isTransient)
    await server.start()
    await addRunner(db, 'back')
    const rows = await db.selectFrom('runners').select('id').orderBy('id').execute()
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['back', 'taken'],
    )
  })

  it('waits for another replica’s migration for longer than for anything else', async () => {
    const other = new pg.Client(server.url)
    await other.connect()
    await other.query("alter role desk set statement_timeout = '1s'")
    await other.query('set statement_timeout = 0')
    // By this lock Kysely lets one migrate at a time.
    await other.query('select pg_advisory_lock(3853314791062309107)')
    let isOpen = false
    const opening = connect(server.url).then((store) => {
      isOpen = true
      return store
    })
    await wait(9_000)
    assert.equal(isOpen, false)
    await other.query('alter role desk reset statement_timeout')
    await other.end()
    await (await opening).destroy()
  })

  it('takes options of the operator’s beside its own', async () => {
    const store = await connect(`${server.url}?options=-c%20DateStyle%3DGerman`)
    const { rows } = await sql`select current_setting('DateStyle') as style, current_setting('jit') as jit`.execute(
      store,
    )
    await store.destroy()
    assert.deepEqual(rows, [{ style: 'German, DMY', jit: 'off' }])
  })

  it('claims as fast whatever waits, though the planner saw the queue empty', async function () {
    this.timeout(120_000)
    const add = (jobs: number, lanes: number, dueAt: number) =>
      sql`insert into jobs (task, lane, payload, state, due_at, attempts, claimed_until, created_at)
        select 'store.prune', ${dueAt}::text || ' lane ' || n % ${lanes}::int, '{}', 'ready', ${dueAt}::bigint, 0, 0, 1
        from generate_series(1, ${jobs}::int) as n`.execute(db)
    await sql`alter table jobs set (autovacuum_enabled = false)`.execute(db)
    await add(4_000, 4_000, 1)
    await sql`delete from jobs`.execute(db)
    await sql`analyze jobs`.execute(db)

    const msPerJob = async (jobs: number) => {
      let left = jobs
      let finish = () => {}
      const finished = new Promise<void>((resolve) => {
        finish = resolve
      })
      await add(jobs, jobs, 1)
      const began = performance.now()
      const prune = async () => {
        left -= 1
        if (left === 0) finish()
      }
      const runner = runnerThatDoes(db, prune)
      await finished
      const ms = performance.now() - began
      await runner.stop()
      return ms / jobs
    }
    await msPerJob(200)
    const alone = await msPerJob(200)
    const many = await msPerJob(4_000)
    assert.ok(many < 6 * alone, `${many} ms for each of many, ${alone} alone`)
    await add(10_000, 10, Date.now() + 3_600_000)
    await sql`update jobs set due_at = 1 where id not in (select min(id) from jobs group by lane)`.execute(db)
    const beside = await msPerJob(200)
    assert.ok(beside < 6 * alone, `${beside} ms beside lanes that wait for their first, ${alone} alone`)
    await sql`delete from jobs`.execute(db)
    await sql`alter table jobs reset (autovacuum_enabled)`.execute(db)
  })
})
