import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { connect, type Db } from '../../services/db/connect.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { enqueue } from '../../services/jobs/enqueue.ts'
import { type Runner, startRunner } from '../../services/jobs/run.ts'
import type { AnyTasks, Task } from '../../services/jobs/task.ts'
import { createLog } from '../../services/log.ts'
import { newStore } from '../store.ts'

describe('the engine of jobs', () => {
  let folder: string
  let db: Db
  const runners: Runner[] = []
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    db = await connect((await newStore(folder)).databaseUrl)
  })
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()))
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })

  function start(tasks: AnyTasks): Runner {
    const runner = startRunner({ db, now: Date.now, log: createLog('silent'), tasks, observe: () => {} })
    runners.push(runner)
    return runner
  }
  const task = (run: () => Promise<void>, more: Partial<Task<object>> = {}): Task<object> => ({
    pool: 'chats',
    patienceMs: 60_000,
    repeat: 'harmless',
    run: async () => {
      await run()
      return undefined
    },
    ...more,
  })
  const add = (name: string, lane: string, more: object = {}) =>
    enqueue(db, { task: name, lane, payload: {}, ...more }, Date.now())
  const states = async () =>
    (await db.selectFrom('jobs').select(['task', 'state', 'attempts']).orderBy('id').execute()).map(
      ({ task: name, state, attempts }) => `${name} ${state} ${attempts}`,
    )
  async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 5_000
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error(`It never came true: ${what}`)
      await wait(10)
    }
  }

  it('leaves to a newer version what only that one knows, in a rolling upgrade (K13)', async () => {
    let done = 0
    const bump = async () => {
      done += 1
    }
    const older = start({ known: task(bump) })
    await add('newer.task', 'one')
    await add('known', 'one')
    await add('known', 'other')
    older.wake()
    await until('what it knows is done', () => done === 1)
    await wait(700)
    assert.deepEqual(
      await states(),
      ['newer.task ready 0', 'known ready 0'],
      'the lane’s order is kept, nothing is given up',
    )
    const newer = start({
      known: task(bump),
      'newer.task': task(bump),
    })
    newer.wake()
    await until('all of it is done', () => done === 3)
  })

  it('lets a pool that hangs hold up no other', async () => {
    let release = () => {}
    const hanging = new Promise<void>((resolve) => {
      release = resolve
    })
    let began = 0
    const took: number[] = []
    let enqueued = 0
    const runner = start({
      slow: task(
        async () => {
          began += 1
          await hanging
        },
        { pool: 'files' },
      ),
      chat: task(async () => void took.push(performance.now() - enqueued)),
    })
    for (let n = 0; n < 200; n += 1) await add('slow', `file ${n}`)
    runner.wake()
    await until('every slot of the pool hangs', () => began === 4)
    for (let n = 0; n < 20; n += 1) {
      enqueued = performance.now()
      await add('chat', `chat ${n}`)
      runner.wake()
      await until('the chat goes on', () => took.length === n + 1)
    }
    assert.ok(Math.max(...took) < 500, `${Math.max(...took)} ms`)
    assert.equal(began, 4)
    release()
  })

  it('has one timer for a key, the last that was set', async () => {
    const now = Date.now()
    for (const delay of [60_000, 90_000, 120_000])
      await enqueue(db, { task: 'later', lane: 'k', payload: { delay }, dueAt: now + delay, timerKey: 'k' }, now)
    const rows = await db.selectFrom('jobs').select(['payload', 'due_at']).execute()
    assert.equal(rows.length, 1)
    assert.deepEqual({ ...rows[0] }, { payload: '{"delay":120000}', due_at: now + 120_000 })
  })

  it('gives up what waits too long behind another, and says so (K3)', async () => {
    const told: string[] = []
    const away = () => Promise.reject(new ServiceDeskError('unavailable', 'Away.'))
    const runner = start({
      stuck: task(away, { patienceMs: 600_000 }),
      words: task(away, { patienceMs: 300, givenUp: async () => void told.push('words') }),
    })
    await add('stuck', 'lane')
    await add('words', 'lane')
    runner.wake()
    await until('the words are given up', async () => /stuck ready \d+,words given-up/.test((await states()).join()))
    assert.deepEqual(told, ['words'], 'their author hears')
  })

  it('gives up at once what conflicts again and again, as a fault of ours', async () => {
    let tries = 0
    const runner = start({
      doubled: task(async () => {
        tries += 1
        throw new ServiceDeskError('conflict', 'There is such a row already.')
      }),
    })
    await add('doubled', 'lane')
    runner.wake()
    await until('it was tried', () => tries > 0)
    assert.match((await states()).join(), /doubled ready/)
  })
})
