import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { addFile, keepContent, readPiece } from '../../services/files/store.ts'
import { hold, release } from '../../services/privacy/kit.ts'
import { prune, schedulePrune } from '../../services/retention/prune.ts'
import { DAY_MS, HOUR_MS } from '../../services/time.ts'
import { newStore } from '../store.ts'

const START = Date.UTC(2026, 0, 1)
const AUTHOR = { tenantId: 't', objectId: 'camille', name: 'Camille' }

describe('retention (D5)', () => {
  let db: Db
  let folder: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    db = await connect((await newStore(folder)).databaseUrl)
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })

  async function aFile(subject: 'handoff:1' | undefined): Promise<string> {
    const source = { via: 'connector', url: 'https://x', name: 'a.txt' } as never
    const id = await addFile(
      db,
      { workspaceId: 'w', author: AUTHOR, activityId: '1', subject, audience: 'desk', source, shownAt: undefined },
      START,
    )
    await keepContent(db, id, { name: 'a.txt', contentType: 'text/plain' }, Buffer.from('x'))
    return id
  }
  const pruneAt = async (at: number) => {
    const afterwards = await prune({ db, now: () => at })
    await transact(db, async (tx) => await afterwards?.(tx))
  }
  const isKept = async (id: string) => (await readPiece(db, id, 0)) !== undefined

  it('keeps files for ninety days, and those that found no chat or incident for one', async () => {
    const [kept, stray] = [await aFile('handoff:1'), await aFile(undefined)]
    await pruneAt(START + DAY_MS)
    assert.deepEqual([await isKept(kept), await isKept(stray)], [true, true])
    await pruneAt(START + DAY_MS + 1)
    assert.deepEqual([await isKept(kept), await isKept(stray)], [true, false])
    await pruneAt(START + 90 * DAY_MS)
    assert.equal(await isKept(kept), true)
    await pruneAt(START + 90 * DAY_MS + 1)
    assert.equal(await isKept(kept), false)
    assert.equal(
      (await db.selectFrom('files').select('state').executeTakeFirst())?.state,
      'deleted',
      'that it was is kept',
    )
  })

  it('forgets nothing of somebody who is under legal hold', async () => {
    const kept = await aFile('handoff:1')
    await hold({ db, now: Date.now }, AUTHOR, 'Litige')
    await pruneAt(START + 200 * DAY_MS)
    assert.equal(await isKept(kept), true)
    await release(db, AUTHOR)
    await pruneAt(START + 200 * DAY_MS)
    assert.equal(await isKept(kept), false)
  })

  it('comes every hour, once, however many replicas start', async () => {
    const services = { db, now: () => START }
    await schedulePrune(services)
    await schedulePrune(services)
    await pruneAt(START)
    await pruneAt(START)
    const jobs = await db.selectFrom('jobs').select(['task', 'due_at']).where('task', '=', 'store.prune').execute()
    assert.deepEqual(
      jobs.map((job) => ({ ...job })),
      [{ task: 'store.prune', due_at: START + HOUR_MS }],
    )
  })
})
