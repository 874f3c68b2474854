import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { connect, type Db } from '../../services/db/connect.ts'
import { type LocalServer, startPostgres } from '../../simulator/servers.ts'

/** As `docs/operating.md` says it. */
describe('backup and restore', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'desk-backup-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const write = async (db: Db, name: string) => {
    await db.insertInto('duties').values({ workspace_id: 'w', object_id: name, name, since: 1 }).execute()
  }
  const names = async (db: Db) =>
    (await db.selectFrom('duties').select('name').orderBy('name').execute()).map((row) => row.name)

  it('of the file, while the service writes to it', async () => {
    const db = await connect(`sqlite:${join(folder, 'desk.sqlite')}`)
    await write(db, 'before')
    const copy = join(folder, 'backup.sqlite')
    const reader = new DatabaseSync(join(folder, 'desk.sqlite'))
    // What the shell's .backup does, in one statement.
    reader.exec(`vacuum into '${copy}'`)
    reader.close()
    await write(db, 'after')
    assert.deepEqual(await names(db), ['after', 'before'])
    await db.destroy()
    const restored = await connect(`sqlite:${copy}`)
    assert.deepEqual(await names(restored), ['before'])
    await write(restored, 'later')
    await restored.destroy()
  })

  it('of PostgreSQL', async function () {
    this.timeout(60_000)
    const server: LocalServer = await startPostgres()
    try {
      const db = await connect(server.url)
      await write(db, 'before')
      const dump = join(folder, 'desk.dump')
      execFileSync('pg_dump', ['--format=custom', `--file=${dump}`, server.url])
      await write(db, 'after')
      await db.destroy()
      execFileSync('pg_restore', ['--clean', '--if-exists', '--no-owner', `--dbname=${server.url}`, dump])
      const restored = await connect(server.url)
      assert.deepEqual(await names(restored), ['before'])
      await write(restored, 'later')
      await restored.destroy()
    } finally {
      await server.close()
    }
  })
})
