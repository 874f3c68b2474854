import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db } from '../../services/db/connect.ts'
import { together } from '../../services/db/together.ts'
import { transact } from '../../services/db/transact.ts'
import { PACED, ServiceDeskError } from '../../services/errors.ts'
import { enqueue } from '../../services/jobs/enqueue.ts'
import { runnerThatDoes } from '../runner.ts'
import { newStore } from '../store.ts'

describe('in the store', () => {
  let folder: string
  let db: Db
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    db = await connect((await newStore(folder)).databaseUrl)
  })
  after(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a job that waited for a limit is tried as soon after a failure as if it had never waited', async () => {
    const began: number[] = []
    let done = () => {}
    const finished = new Promise<void>((resolve) => {
      done = resolve
    })
    const prune = async () => {
      began.push(Date.now())
      if (began.length <= 6) throw new ServiceDeskError('rate-limited', 'Not yet.', { retryAfterMs: 1, reason: PACED })
      if (began.length === 7) throw new ServiceDeskError('unavailable', 'Away.')
      done()
    }
    const runner = runnerThatDoes(db, prune)
    await enqueue(db, { task: 'store.prune', lane: 'test', payload: {} }, Date.now())
    runner.wake()
    await finished
    await runner.stop()
    const [failed = 0, succeeded = 0] = began.slice(-2)
    assert.ok(succeeded - failed < 2_500, `${succeeded - failed} ms`)
    assert.deepEqual(await db.selectFrom('jobs').selectAll().execute(), [])
    assert.deepEqual(await db.selectFrom('uncertain_deliveries').selectAll().execute(), [])
  })

  it('a job is not given up before whoever waits for it is promised to hear of it', async () => {
    let tellings = 0
    const gone = () => Promise.reject(new ServiceDeskError('not-found', 'Gone.'))
    const runner = runnerThatDoes(db, gone, async () => {
      tellings += 1
      if (tellings === 1) throw new ServiceDeskError('unavailable', 'The store is away.')
    })
    await enqueue(db, { task: 'store.prune', lane: 'told', payload: {} }, Date.now())
    const stateOf = async () =>
      (await db.selectFrom('jobs').select('state').where('lane', '=', 'told').executeTakeFirst())?.state
    runner.wake()
    while (tellings === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 200))
    assert.equal(await stateOf(), 'ready')
    // Its lease over, it is taken again.
    await db.updateTable('jobs').set({ claimed_until: 0 }).execute()
    while ((await stateOf()) !== 'given-up') await new Promise((resolve) => setTimeout(resolve, 50))
    assert.equal(tellings, 2)
    await runner.stop()
  })

  it('a transaction that has ended takes nothing more', async () => {
    let ended = db
    await transact(db, async (tx) => {
      ended = tx
    })
    await transact(db, async () => {
      await assert.rejects(enqueue(ended, { task: 'store.prune', lane: 'late', payload: {} }, Date.now()))
    })
  })

  it('look-ups of one turn are one query; each gets its own, nothing, or the failure', async () => {
    const asked: (readonly number[])[] = []
    const find = together<number, { readonly n: number }>(
      async (_db, keys) => {
        asked.push(keys)
        if (keys.includes(13)) throw new ServiceDeskError('unavailable', 'Away.')
        return keys.filter((n) => n % 2 === 0).map((n) => ({ n }))
      },
      (one) => String(typeof one === 'number' ? one : one.n),
    )
    assert.deepEqual(await Promise.all([find(db, 2), find(db, 3), find(db, 4)]), [{ n: 2 }, undefined, { n: 4 }])
    const failing = await Promise.allSettled([find(db, 13), find(db, 2)])
    assert.deepEqual(
      failing.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    assert.deepEqual(await find(db, 2), { n: 2 })
    assert.deepEqual(asked, [[2, 3, 4], [13, 2], [2]])
  })
})
