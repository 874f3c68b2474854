import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../services/db/connect.ts'
import { makeDefaultWorkspace, setDefaultLanguage } from '../../services/workspaces/store.ts'
import { newStore } from '../store.ts'

describe('the configured language (K6)', () => {
  it('is that of default workspaces at the next start, whatever it was when they were made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    const db = await connect((await newStore(folder)).databaseUrl)
    await makeDefaultWorkspace({ db, now: Date.now }, 't', 'fr')
    await setDefaultLanguage(db, 'en')
    assert.equal((await db.selectFrom('workspaces').select('language').executeTakeFirstOrThrow()).language, 'en')
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })
})
