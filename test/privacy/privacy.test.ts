import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { privacyCommands } from '../../bot/privacy/command.ts'
import { workspaceCommands } from '../../bot/workspaces/command.ts'
import { verifyAudit } from '../../services/audit/seal.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { isPostgres } from '../../services/db/dialect.ts'
import { listWorkspaces } from '../../services/workspaces/store.ts'
import { runCommand } from '../command.ts'
import { type Service, startService } from '../service.ts'

describe('what is kept of a person (F29)', () => {
  let service: Service
  let db: Db
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })

  const objectId = () => service.teams.account('camille').objectId
  const run = (name: string, ...args: string[]) =>
    runCommand(service, privacyCommands, name, service.teams.directory.tenantId, ...args)
  /** Every row of every table, as text, but for the audit, which keeps ids and no names. */
  async function everything(): Promise<string> {
    const named = isPostgres(db)
      ? sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public'`
      : sql<{ name: string }>`select name from sqlite_master where type = 'table'`
    const { rows } = await named.execute(db)
    const tables = rows.map(({ name }) => name).filter((name) => name !== 'audit_entries' && !name.startsWith('kysely'))
    assert.ok(tables.length > 20, `${tables.length} tables`)
    const all = await Promise.all(
      tables.map(async (name) => (await sql`select * from ${sql.ref(name)}`.execute(db)).rows),
    )
    return JSON.stringify(all)
  }
  const refusal = async (reason: RegExp) => {
    const { status, err } = await run('erase', objectId())
    assert.equal(status, 1)
    assert.match(err, reason)
  }

  it('is exported, held, and erased so that nothing of theirs is left, and what is counted stays', async () => {
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    const { tenantId } = service.teams.directory
    await runCommand(service, workspaceCommands, 'create', tenantId, 'Ventes', service.teams.account('noah').objectId)
    const sales = (await listWorkspaces(db)).find(({ name }) => name === 'Ventes')?.id ?? ''
    await runCommand(service, workspaceCommands, 'invite', sales, objectId())
    assert.match(
      (await run('erase', service.teams.account('noah').objectId)).err,
      /^They cannot be erased yet: the settings of the workspace “Ventes” give them a role\.$/,
    )
    const thread = await service.beginChat('camille', 'sophie', 'Ma souris Zéphyr')
    await camille.says('', { uploads: [{ name: 'Zéphyr.txt', type: 'text/plain', bytes: Buffer.from('Zéphyr') }] })
    await sophie.sees('Zéphyr.txt', thread)
    await sophie.says('Bonjour Zéphyr Roy', { in: thread })
    await camille.sees('Bonjour Zéphyr')
    await refusal(/^They cannot be erased yet: a chat of theirs is open\.$/)
    await sophie.presses('Terminer le chat', thread)
    await camille.sees(/terminé/i)
    const data = { verb: 'ticket.open', nonce: randomUUID(), title: 'Zéphyr', description: 'Zéphyr', urgency: 'low' }
    await service.teams.invoke(camille.account, camille.chat(), 'task/submit', { data })
    const ticketThread = await sophie.findsThread('INC-1001')
    await refusal(/^They cannot be erased yet: INC-1001 is not settled\.$/)
    await sophie.presses('Résoudre', ticketThread)
    sophie.fills({ text: 'Zéphyr remplacée' })
    await sophie.presses('Résoudre')
    sophie.closeDialog()
    await camille.sees('Zéphyr remplacée')

    const exported = JSON.parse((await run('export', objectId())).out)
    for (const table of [
      'people',
      'memberships',
      'handoffs',
      'messages',
      'tickets',
      'ticket_entries',
      'files',
      'audit_entries',
    ])
      assert.ok(exported[table].length > 0, table)
    assert.match(JSON.stringify(exported), /Zéphyr remplacée/)
    const before = await counts()

    assert.match((await run('hold', objectId(), 'Litige', '42')).out, /Litige 42$/)
    await refusal(/^They are under legal hold: Litige 42$/)
    assert.equal((await run('hold', objectId())).status, 1, 'a reason is needed')
    assert.equal((await run('release', objectId())).out, 'Released.')
    await service.eventually('nothing is to be sent', async () => !(await everything()).includes('"ready"'))

    assert.match(JSON.stringify(await run('erase', objectId())), /They are forgotten/)
    await service.eventually('the cards follow', async () => !(await everything()).includes('"ready"'))
    const left = await everything()
    for (const trace of ['Zéphyr', 'Camille', objectId(), camille.chat().id])
      assert.ok(!left.includes(trace), `${trace}: …${left.slice(Math.max(0, left.indexOf(trace) - 300)).slice(0, 400)}`)
    assert.deepEqual(await counts(), before)
    assert.equal((await verifyAudit(db)).brokenAt, undefined)
    await sophie.sees(/Incident INC-1001[\s\S]*Demandeur : —/, ticketThread)

    // They are welcome again, as somebody new.
    await camille.says('Bonjour')
    await camille.sees('Nous sommes en ligne')
    assert.deepEqual(JSON.parse((await run('export', objectId())).out).tickets, [])
  })

  it('says what is wrong in a sentence', async () => {
    assert.match((await run('erase', 'camille')).err, /^“camille” is not the object id of a person\.$/)
    assert.match((await run('release', objectId())).err, /^There is no legal hold on them\.$/)
    assert.match((await run('turn')).out, /^npm run -s privacy/)
  })

  async function counts(): Promise<readonly number[]> {
    const tables = ['handoffs', 'messages', 'tickets', 'ticket_entries', 'files'] as const
    return await Promise.all(tables.map(async (table) => (await db.selectFrom(table).selectAll().execute()).length))
  }
})
