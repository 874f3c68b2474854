import { strict as assert } from 'node:assert'
import { itsmCommands } from '../../bot/itsm/command.ts'
import { connect } from '../../services/db/connect.ts'
import { DAY_MS } from '../../services/time.ts'
import { freePort } from '../../simulator/servers.ts'
import { runCommand } from '../command.ts'
import { type Service, startService } from '../service.ts'

describe('a ticket system of the company, in Teams', () => {
  let service: Service
  let env: Readonly<Record<string, string>>
  before(async () => {
    // Nobody listens there.
    const url = `http://127.0.0.1:${await freePort()}`
    env = { TICKET_SYSTEMS: JSON.stringify([{ name: 'contoso', vendor: 'rt', url, token: '1-2-3' }]) }
    service = await startService({ ...env, METRICS_PORT: '0' })
    await service.settle('sophie')
  })
  after(() => service.close())
  const person = (key: string) => service.person(key)
  const check = () => runCommand({ ...service, env }, itsmCommands, 'check', service.teams.directory.tenantId)
  async function choose(values: Readonly<Record<string, string>>): Promise<void> {
    await person('dominique').says('bonjour')
    await person('dominique').presses('Administration')
    await person('dominique').presses('Changer les réglages')
    person('dominique').fills(values)
    await person('dominique').presses('Vérifier')
  }

  it('is chosen by an administrator, with how often and by which names; what it does not know is refused (S2.8)', async () => {
    assert.match((await check()).err, /the service’s own ticket system/)
    await choose({ ticketSystem: 'contoso', sync: 'manual', mapping: 'queue = Helpdesk\ncolor = red' })
    person('dominique').seesDialog(/choisissez une connexion proposée/)
    person('dominique').closeDialog()
    await choose({ ticketSystem: 'contoso', sync: 'manual', mapping: 'queue = Helpdesk\ncategory.devices = Matériel' })
    person('dominique').seesDialog('Vos changements sont prêts')
    person('dominique').closeDialog()
    await person('dominique').sees(/Système de tickets[\s\S]*contoso[\s\S]*Manuellement/)
    await person('dominique').presses('Activer')
    assert.match((await check()).err, /It does not answer/)
    const { out } = await runCommand({ ...service, env }, itsmCommands, 'list')
    assert.match(out, /^contoso {2}rt {2}http:\/\/127\.0\.0\.1:\d+ {2}for /)
    assert.ok(!out.includes('1-2-3'))
  })

  it('holds up nobody while it is away, and an administrator reads so (F17, F19)', async () => {
    await person('camille').presses('Créer un incident')
    person('camille').fills({ title: 'Mon écran', description: 'Noir', urgency: 'low' })
    await person('camille').presses('Enregistrer')
    person('camille').seesDialog(/PROV-0001/)
    person('camille').closeDialog()
    await person('sophie').sees(/PROV-0001/, await person('sophie').findsThread('Mon écran'))
    const began = Date.now()
    await service.beginChat('noah', 'sophie', 'Bonjour')
    assert.ok(Date.now() - began < 5_000)
    await service.eventually('it is told', async () => {
      await person('dominique').presses('Administration')
      return person('dominique')
        .shown()
        .some((text) => /● Request Tracker\s: en retard depuis/.test(text))
    })
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').sees(/● Request Tracker\s: en retard depuis/, desk)
    const metrics = /"metrics":"([^"]+)"/.exec(service.bot.output.join('\n'))?.[1] ?? ''
    const figures = await (await fetch(metrics)).text()
    assert.match(figures, /^desk_ticket_system_failing_seconds [\d.]*[1-9]/m)
    assert.match(figures, /^desk_tickets_unsent [1-9]/m)
    await person('dominique').presses('Synchroniser maintenant')
    await person('dominique').sees('Synchronisation demandée')
  })

  it('is told to the desk once a day: how far it is in step, and what waits (S3.7)', async () => {
    const db = await connect(service.databaseUrl)
    const { due_at } = await db
      .selectFrom('jobs')
      .select('due_at')
      .where('task', '=', 'itsm.watch')
      .executeTakeFirstOrThrow()
    assert.ok(due_at > Date.now() + DAY_MS / 2 && due_at <= Date.now() + DAY_MS, 'not before tomorrow')
    await db.updateTable('jobs').set({ due_at: Date.now() }).where('task', '=', 'itsm.watch').execute()
    await db.destroy()
    const desk = await person('sophie').findsThread('Centre de services')
    await person('sophie').sees(
      /Request Tracker\s: contrôle du jour[\s\S]*1 incident en attente d’envoi depuis le/,
      desk,
    )
  })

  it('is left again: what was opened stays, and what is opened next is the service’s own', async () => {
    await choose({ ticketSystem: 'built-in' })
    person('dominique').seesDialog('Vos changements sont prêts')
    person('dominique').closeDialog()
    await person('dominique').presses('Activer')
    await person('camille').presses('Créer un incident')
    person('camille').fills({ title: 'Ma souris', description: 'Perdue', urgency: 'low' })
    await person('camille').presses('Enregistrer')
    person('camille').seesDialog(/INC-1001/)
    person('camille').closeDialog()
    const thread = await person('sophie').findsThread('Mon écran')
    await person('sophie').presses('Prendre', thread)
    await person('camille').sees(/Sophie Martin/)
  })
})
