import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { auditCommands } from '../../bot/audit/command.ts'
import { sealAll, verifyAudit, verifySome } from '../../services/audit/seal.ts'
import { addAuditEntry, type Found, listAuditEntries, searchAudit } from '../../services/audit/store.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { isPostgres } from '../../services/db/dialect.ts'
import { transact } from '../../services/db/transact.ts'
import { getDefaultWorkspace } from '../../services/workspaces/store.ts'
import { runCommand } from '../command.ts'
import { type Service, startService } from '../service.ts'

describe('the audit', () => {
  let service: Service
  let db: Db
  let workspaceId: string
  let ticketId: string
  before(async () => {
    service = await startService()
    await service.settle('sophie', 'karim')
    db = await connect(service.databaseUrl)
    workspaceId = (await getDefaultWorkspace(db, service.teams.directory.tenantId)).id
    const camille = service.person('camille')
    await camille.says('bonjour')
    await camille.sees('Nous sommes en ligne')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Imprimante', description: 'Rien ne sort.' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    await service.person('sophie').presses('Prendre', await service.person('sophie').findsThread('Imprimante'))
    ticketId = (await db.selectFrom('tickets').select('id').executeTakeFirstOrThrow()).id
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })

  const objectId = (key: string) => service.teams.account(key).objectId
  const entries = (most = 50) => listAuditEntries(db, workspaceId, { most })
  const run = (...args: string[]) => runCommand(service, auditCommands, ...args)

  it('keeps who did what, on whose behalf, and from where', async () => {
    const found = await entries()
    const taken = found.find(({ act }) => act === 'ticket.take')
    assert.ok(taken)
    const { id: _, at, ...rest } = taken
    assert.ok(Math.abs(at - Date.now()) < 60_000)
    assert.deepEqual(rest, {
      workspaceId,
      tenantId: service.teams.directory.tenantId,
      actorId: objectId('sophie'),
      behalfId: objectId('camille'),
      act: 'ticket.take',
      permission: 'ticket.work',
      outcome: 'done',
      subject: `ticket:${ticketId}`,
      place: 'desk',
      client: 'Web',
    })
    assert.ok(
      found.some(
        ({ act, actorId, place }) => act === 'ticket.open' && actorId === objectId('camille') && place === 'private',
      ),
    )
    assert.equal(found.filter(({ act }) => act === 'menu.show' || act === 'ticket.list').length, 0)
  })

  it('keeps for whom somebody opened an incident', async () => {
    const [karim, noah] = [service.person('karim'), objectId('noah')]
    const data = {
      verb: 'ticket.open',
      nonce: randomUUID(),
      title: 'Badge',
      description: 'x',
      urgency: 'low',
      requester: noah,
    }
    await service.teams.invoke(karim.account, karim.chat(), 'task/submit', { data })
    const opened = (await entries(5)).find(({ act }) => act === 'ticket.open')
    assert.deepEqual([opened?.actorId, opened?.behalfId], [objectId('karim'), noah])
  })

  it('keeps what was refused, though it changed nothing', async () => {
    const noah = service.person('noah')
    const value = { action: { type: 'Action.Execute', verb: 'ticket.take', data: { ticketId, version: 2 } } }
    await service.teams.invoke(noah.account, noah.chat(), 'adaptiveCard/action', value)
    const [last] = await entries(1)
    assert.deepEqual(
      [last?.act, last?.outcome, last?.actorId, last?.subject, last?.place],
      ['ticket.take', 'refused', objectId('noah'), `ticket:${ticketId}`, 'private'],
    )
  })

  it('tells what took effect from what did not, also where nobody was refused by the policy', async () => {
    const karim = service.person('karim')
    const desk = await karim.findsThread('Centre de services')
    const claim = { verb: 'desk.claim', nonce: randomUUID(), code: 'wrong' }
    await service.teams.invoke(karim.account, desk, 'task/submit', { data: claim })
    const [guessed] = await entries(1)
    assert.deepEqual([guessed?.act, guessed?.outcome], ['desk.claim', 'refused'])
    const stale = { action: { type: 'Action.Execute', verb: 'ticket.take', data: { ticketId, version: 1 } } }
    await service.teams.invoke(karim.account, desk, 'adaptiveCard/action', stale)
    assert.equal((await entries(1))[0]?.id, guessed?.id, 'what was too late is nothing')
  })

  it('keeps nothing of an act that was rolled back', async () => {
    const before = (await entries()).length
    const entry = (await entries(1))[0]
    assert.ok(entry)
    await assert.rejects(
      transact(db, async (tx) => {
        await addAuditEntry({ db: tx, now: Date.now }, entry)
        throw new Error('the act failed')
      }),
    )
    assert.equal((await entries()).length, before)
  })

  it('shows the requester who has seen their case (F24)', async () => {
    const camille = service.person('camille')
    await camille.says('bonjour')
    await camille.sees('Nous sommes en ligne')
    await camille.presses("Vérifier l'état d'un incident")
    const { body } = await service.teams.invoke(camille.account, camille.chat(), 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb: 'audit.viewers', data: { ticketId } },
    })
    const shown = JSON.stringify(body)
    assert.match(shown, /Sophie Martin\*\*, dernière consultation le/)
    assert.doesNotMatch(
      shown,
      /\*\*(Camille|Karim|Noah)/,
      'neither themselves, nor who saw nothing, nor who was refused',
    )
  })

  it('is read by whom it is for, page by page, in words', async () => {
    const dominique = service.person('dominique')
    await dominique.says('bonjour')
    await dominique.sees('Nous sommes en ligne')
    await dominique.presses('Administration')
    await dominique.presses('Journal')
    await dominique.sees(new RegExp(`${objectId('noah')}\\*\\* · Traiter un incident · INC-1001 · \\*\\*refusé`))
    for (let n = 0; n < 4; n += 1)
      await service.teams.invoke(dominique.account, dominique.chat(), 'adaptiveCard/action', {
        action: { type: 'Action.Execute', verb: 'audit.show', data: {} },
      })
    await dominique.says('bonjour')
    await dominique.sees('Nous sommes en ligne')
    await dominique.presses('Administration')
    await dominique.presses('Journal')
    await dominique.presses('Plus anciennes')
    await dominique.sees(/Sophie Martin\*\* · Prendre ou quitter son service/)
    await dominique.presses('Les plus récentes')
    await dominique.sees(/Lire le journal[\s\S]*Lire le journal/)
  })

  it('is append-only, chained, and verified by a command', async () => {
    await sealAll({ db, now: Date.now })
    const verified = await verifyAudit(db)
    assert.deepEqual([verified.brokenAt, verified.unsealed], [undefined, 0])
    assert.ok(verified.sealed >= 8, `${verified.sealed} entries`)
    assert.match(
      (await run('verify')).out,
      new RegExp(
        `^${verified.sealed} entries are as they were written, 0 wait[\\s\\S]*Head: ${verified.sealed} ${verified.head}$`,
      ),
    )
    const listed = (await run('list', service.teams.directory.tenantId)).out.split('\n')
    assert.match(
      listed.join('\n'),
      new RegExp(`refused {2}ticket\\.take {2}ticket:${ticketId} {2}by ${objectId('noah')}`),
    )
    assert.match((await run('list', 'nowhere')).err, /^There is no workspace “nowhere”/)
    assert.match(
      (await run('list', service.teams.directory.tenantId, 'x')).err,
      /^“x” is not the number of an entry\.$/,
    )

    for (const change of [
      sql`delete from audit_entries`,
      sql`update audit_entries set outcome = 'done'`,
      sql`update audit_entries set hash = 'x', position = 1000 where position = 1`,
    ])
      await assert.rejects(change.execute(db), /append-only/)
  })

  it('is verified slice by slice, with the same head, and searched no further than is bearable at once', async () => {
    await sealAll({ db, now: Date.now })
    const whole = await verifyAudit(db)
    const half = await verifySome(db, { position: 0, hash: '' }, 1)
    const rest = await verifySome(db, half, Number.POSITIVE_INFINITY)
    assert.deepEqual([rest.position, rest.hash, rest.isOver], [whole.sealed, whole.head, true])
    const all = await entries()
    assert.ok(all.length > 6)
    // Two at a time are looked through: what is rare is found by going on.
    const [rare] = all.toReversed()
    assert.ok(rare)
    const found: number[] = []
    let older: number | undefined = Number.MAX_SAFE_INTEGER
    for (let n = 0; older !== undefined && n < 100; n += 1) {
      const part: Found = await searchAudit(
        db,
        workspaceId,
        { people: [rare.actorId] },
        { before: older, most: 50, window: 2 },
      )
      found.push(...part.entries.map(({ id }) => id))
      older = part.older
    }
    const wanted = all.filter(({ actorId, behalfId }) => [actorId, behalfId].includes(rare.actorId)).map(({ id }) => id)
    assert.deepEqual(found, wanted)
    const between = await searchAudit(db, workspaceId, { from: rare.at, to: rare.at + 1 }, { most: 50 })
    assert.deepEqual(
      between.entries.map(({ at }) => at),
      all.filter(({ at }) => at === rare.at).map(({ at }) => at),
    )
  })

  it('names the first place that was tampered with by somebody who owns the database', async () => {
    const { sealed } = await verifyAudit(db)
    await withoutTriggers(() => sql`update audit_entries set outcome = 'done' where position = 5`.execute(db))
    assert.equal((await verifyAudit(db)).brokenAt, sealed >= 5 ? 5 : undefined)
    assert.deepEqual(await run('verify'), {
      status: 1,
      out: '',
      err: 'The chain is broken at 5: that entry was changed, removed, or put in. Before it, all holds.',
    })
  })

  async function withoutTriggers(work: () => Promise<unknown>): Promise<void> {
    if (isPostgres(db)) {
      await sql`alter table audit_entries disable trigger user`.execute(db)
    } else {
      for (const name of ['audit_kept', 'audit_written', 'audit_sealed'])
        await sql`drop trigger ${sql.raw(name)}`.execute(db)
    }
    await sql`update audit_entries set act = act || ' ' where position = 5`.execute(db)
    await work()
  }
})
