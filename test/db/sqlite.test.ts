import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { sql } from 'kysely'
import { connect, type Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { isConflict, isTransient } from '../../services/errors.ts'

describe('the embedded store', () => {
  let folder: string
  let file: string
  let db: Db
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'desk-sqlite-'))
    file = join(folder, 'desk.sqlite')
    db = await connect(`sqlite:${file}`)
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })

  const add = (tx: Db, name: string) =>
    tx.insertInto('duties').values({ workspace_id: 'w', object_id: name, name, since: 1 }).execute()
  /** What another connection sees: only what is committed. */
  const committed = () => {
    const reader = new DatabaseSync(file)
    const rows = reader.prepare('select name from duties order by name').all() as { name: string }[]
    reader.close()
    return rows.map(({ name }) => name)
  }

  it('keeps what succeeds of many transactions at once, and nothing of what fails', async () => {
    const work = Array.from({ length: 60 }, (_, n) =>
      transact(db, async (tx) => {
        await add(tx, `a${n}`)
        await tx.selectFrom('duties').selectAll().execute()
        await add(tx, `b${n}`)
        if (n % 3 === 0) throw new Error('changed my mind')
      }).then(
        () => n,
        () => undefined,
      ),
    )
    const kept = (await Promise.all(work)).filter((n) => n !== undefined)
    assert.equal(kept.length, 40)
    assert.deepEqual(committed(), kept.flatMap((n) => [`a${n}`, `b${n}`]).sort())
  })

  it('has committed what it says is done', async () => {
    for (let n = 0; n < 5; n += 1) {
      await transact(db, (tx) => add(tx, `n${n}`))
      assert.ok(committed().includes(`n${n}`))
      await add(db, `lone${n}`)
      assert.ok(committed().includes(`lone${n}`))
    }
  })

  it('asks to come again when somebody was there first, or holds the file', async function () {
    this.timeout(30_000)
    await add(db, 'one')
    await assert.rejects(add(db, 'one'), isConflict)
    await new Promise((resolve) => setImmediate(resolve))
    const holder = new DatabaseSync(file)
    holder.exec('begin immediate')
    await assert.rejects(
      transact(db, (tx) => add(tx, 'two')),
      isTransient,
    )
    holder.exec('rollback')
    holder.close()
    await transact(db, (tx) => add(tx, 'two'))
    assert.deepEqual(committed(), ['one', 'two'])
  })

  it('is opened once another process lets the file go', async () => {
    const held = join(folder, 'held.sqlite')
    const hold = `
      const { DatabaseSync } = require('@photostructure/sqlite')
      const holder = new DatabaseSync(process.argv[1])
      holder.exec('pragma journal_mode=WAL; pragma locking_mode=exclusive; create table t (x)')
      process.stdout.write('held')
      setTimeout(() => holder.close(), 500)
    `
    const holder = spawn(process.execPath, ['-e', hold, held], { stdio: ['ignore', 'pipe', 'inherit'] })
    const over = once(holder, 'exit')
    await once(holder.stdout, 'data')
    const began = performance.now()
    const opened = await connect(`sqlite:${held}`)
    assert.ok(performance.now() - began > 100, 'it had to wait')
    assert.deepEqual(await over, [0, null])
    await add(opened, 'one')
    await opened.destroy()
  })

  it('believes nothing of a batch that a full disk ended, and goes on when there is room', async () => {
    const pragma = async (text: string) => {
      const { rows } = await sql.raw<Record<string, number>>(`pragma ${text}`).execute(db)
      return Number(Object.values(rows[0] ?? {})[0])
    }
    await pragma(`max_page_count = ${await pragma('page_count')}`)
    const outcomes = await Promise.allSettled([
      transact(db, (tx) => add(tx, 'small')),
      transact(db, (tx) => add(tx, 'x'.repeat(200_000))),
      transact(db, (tx) => add(tx, 'after it')),
    ])
    const kept = committed()
    const believed = ['small', 'big', 'after it'].filter((_, n) => outcomes[n]?.status === 'fulfilled')
    assert.ok(!believed.includes('big'))
    assert.deepEqual(believed.toSorted(), kept)
    await pragma('max_page_count = 100000')
    await transact(db, (tx) => add(tx, 'again'))
    assert.ok(committed().includes('again'))
  })

  it('starts again after its migrations were broken off, and beside those of a newer version', async () => {
    await db.destroy()
    rmSync(file)
    const broken = new DatabaseSync(file)
    broken.exec(
      'create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null)',
    )
    broken.exec(
      'create table kysely_migration_lock (id varchar(255) not null primary key, is_locked integer default 0 not null)',
    )
    broken.exec("insert into kysely_migration_lock values ('migration_lock', 0)")
    broken.close()
    db = await connect(`sqlite:${file}`)
    await db.destroy()
    const newer = new DatabaseSync(file)
    newer.exec("insert into kysely_migration values ('9999-newer', '2030-01-01')")
    newer.close()
    db = await connect(`sqlite:${file}`)
    await add(db, 'still here')
    assert.deepEqual(committed(), ['still here'])
  })
})
