import { strict as assert } from 'node:assert'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connect } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { beat } from '../../services/jobs/alive.ts'
import { startBot } from '../../simulator/bot-process.ts'
import { PROGRAM, type Service, startService } from '../service.ts'

describe('one file, one process', () => {
  let service: Service
  before(async () => {
    service = await startService()
  })
  after(() => service.close())

  it('a second process is refused in a sentence, and disturbs nothing (X-M4)', async () => {
    // A fleet's store is for many.
    if (!service.databaseUrl.startsWith('sqlite:')) return assert.match(service.databaseUrl, /^postgres:/)
    const { databaseUrl } = service
    const second = startBot(service.teams, { program: PROGRAM, appSecret: randomBytes(8).toString('hex'), databaseUrl })
    await assert.rejects(second, /one file has one process\. Stop the other first/)
    await service.restart('SIGKILL')
    assert.ok(service.bot.output.some((line) => line.includes('The service desk listens.')))
  })
})

describe('a disk that fails', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('once fdatasync failed, says so to whoever must end the process, and takes no more (X-M3)', async () => {
    const broken: unknown[] = []
    const db = await connect(`sqlite:${join(folder, 'desk.sqlite')}`, { onBroken: (error) => broken.push(error) })
    const probe = await open(join(folder, 'probe'), 'w')
    const prototype = Object.getPrototypeOf(probe) as { datasync(): Promise<void> }
    await probe.close()
    const { datasync } = prototype
    prototype.datasync = () => Promise.reject(new Error('EIO'))
    try {
      await assert.rejects(beat({ db, now: Date.now }, 'one'))
    } finally {
      prototype.datasync = datasync
    }
    assert.equal(broken.length, 1)
    await assert.rejects(transact(db, async (tx) => await beat({ db: tx, now: Date.now }, 'two')))
    await db.destroy().catch(() => {})
  })

  it('that is full is not ready, though it can still be read (X-L7)', async () => {
    const db = await connect(`sqlite:${join(folder, 'desk.sqlite')}`)
    const pages = await sql<{ page_count: number }>`pragma page_count`.execute(db)
    await sql.raw(`pragma max_page_count = ${pages.rows[0]?.page_count}`).execute(db)
    const fill = async () => {
      for (let n = 0; n < 100; n += 1) {
        await sql`insert into signing_keys (name, key) values (${`k${n}`}, ${'x'.repeat(2_000)})`.execute(db)
      }
    }
    await assert.rejects(fill())
    await sql`select 1`.execute(db)
    const ready = async () => {
      for (let n = 0; n < 200; n += 1) await beat({ db, now: Date.now }, `readiness ${'x'.repeat(100)} ${n}`)
    }
    await assert.rejects(ready())
    await db.destroy()
  })
})
