import { strict as assert } from 'node:assert'
import { BUILT_IN, permissionsOf } from '../../services/access/access.ts'
import { type Hours, WEEKDAYS } from '../../services/calendars/calendar.ts'
import { connect } from '../../services/db/connect.ts'
import { noGraph } from '../../services/graph/client.ts'
import { createTicketSystems } from '../../services/itsm/vendors.ts'
import { faultsAround } from '../../services/settings/around.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { parseSettings, type Settings } from '../../services/settings/settings.ts'
import { DAY_MS } from '../../services/time.ts'
import { countDeskMembers, getDefaultWorkspace } from '../../services/workspaces/store.ts'
import { type Service, startService } from '../service.ts'

const DEFAULTS = defaultSettings({ language: 'fr', silenceMs: 300_000 })

describe('the roles of a desk', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  const id = (key: string) => service.teams.account(key).objectId
  /** The defaults, with one role more for those who are named. */
  const withRole = (role: string, keys: readonly string[]): Settings => ({
    ...DEFAULTS,
    assignments: [
      ...DEFAULTS.assignments,
      { name: 'X', description: '', role, members: keys.map((key) => ({ id: id(key), name: key })), clients: [] },
    ],
  })
  async function inStore<Result>(
    work: (
      db: Awaited<ReturnType<typeof connect>>,
      workspace: Awaited<ReturnType<typeof getDefaultWorkspace>>,
    ) => Promise<Result>,
  ): Promise<Result> {
    const db = await connect(service.databaseUrl)
    try {
      return await work(db, await getDefaultWorkspace(db, service.teams.directory.tenantId))
    } finally {
      await db.destroy()
    }
  }

  it('a help desk operator has the four permissions by name (S4.5, S4.9)', () => {
    assert.deepEqual(permissionsOf({ roles: [] }, 'operator'), [
      'app.read',
      'app-protection.read',
      'device.read',
      'directory.read',
    ])
    assert.ok(BUILT_IN.supervisor.includes('chat.take'))
  })

  it('of a name that was a workspace’s own before stays what it was there', () => {
    const own = { ...DEFAULTS, roles: [{ name: 'supervisor', permissions: ['audit.read'] }] }
    const parsed = parseSettings(own)
    assert.ok(parsed.ok)
    assert.deepEqual(permissionsOf(parsed.settings, 'supervisor'), ['audit.read'])
    assert.equal(parseSettings({ ...own, roles: [{ ...own.roles[0], name: 'analyst' }] }).ok, false)
  })

  it('an escalation team is saved only while it is named, and smaller than the desk (S3.20, S3.21)', async () => {
    const faultsOf = (document: Settings) =>
      inStore(async (db, workspace) =>
        (await faultsAround({ db, systems: createTicketSystems([]), graph: noGraph }, workspace, document)).map(
          ({ path }) => path,
        ),
      )
    const size = () => inStore((db, workspace) => countDeskMembers(db, workspace.id))
    await service.eventually('Teams says how large the desk is', async () => (await size()) !== undefined)
    assert.equal(await size(), 4, 'Sophie, Karim, Alex and Dominique')
    assert.deepEqual(await faultsOf(withRole('escalation', ['sophie', 'karim', 'alex'])), [])
    assert.deepEqual(await faultsOf(withRole('escalation', ['sophie', 'karim', 'alex', 'dominique'])), ['escalation'])
    const whole = withRole('escalation', [])
    const [desk, few] = whole.assignments
    assert.ok(desk && few)
    assert.deepEqual(await faultsOf({ ...whole, assignments: [desk, { ...few, members: ['channel'] }] }), [
      'escalation',
    ])
    // A desk of named people is as large as they are many.
    const named = { ...desk, members: ['sophie', 'karim'].map((key) => ({ id: id(key), name: key })) }
    const both = { ...few, members: named.members }
    assert.deepEqual(await faultsOf({ ...whole, assignments: [named, both] }), ['escalation'])
    assert.deepEqual(
      await faultsOf({ ...whole, assignments: [named, { ...both, members: named.members.slice(1) }] }),
      [],
    )
  })

  it('a supervisor takes somebody off duty and gives their chats back; nobody else does (D2, N5)', async () => {
    const desk = await person('sophie').findsThread(/^Centre de services/)
    await person('karim').presses('Superviser', desk)
    person('karim').seesDialog(/pas permise/)
    person('karim').closeDialog()
    await service.activate(withRole('supervisor', ['sophie']))
    const thread = await service.beginChat('camille', 'karim', 'Bonjour')
    // They speak in a chat that a colleague leads, and it stays theirs.
    await person('sophie').presses('Intervenir', thread)
    person('sophie').fills({ text: 'Je suis Sophie, je regarde aussi.' })
    await person('sophie').presses('Envoyer')
    person('sophie').seesDialog('Envoyé à Camille Roy')
    person('sophie').closeDialog()
    await person('camille').sees(/Sophie Martin[\s\S]*Je suis Sophie, je regarde aussi/)
    await person('karim').sees(/Sophie Martin a répondu[\s\S]*Je suis Sophie, je regarde aussi/, thread)
    await person('karim').says('Merci, Sophie', { in: thread })
    await person('camille').sees('Merci, Sophie')
    await person('sophie').presses('Superviser', desk)
    assert.match(JSON.stringify(person('sophie').dialog), /"Karim Benali"[\s\S]*"Camille Roy, avec Karim Benali"/)
    const handoffId = /"handoffId":"([^"]+)"/.exec(JSON.stringify(thread.messages[0]))?.[1] ?? ''
    person('sophie').fills({ off: id('karim'), back: `${handoffId}/${id('karim')}` })
    await person('sophie').presses('Appliquer')
    person('sophie').seesDialog(/1 analyste a été retiré du service[\s\S]*1 chat a été rendu/)
    person('sophie').closeDialog()
    await person('camille').sees('Karim Benali ne peut plus suivre ce chat')
    await person('karim').sees(/Vous n’êtes plus de service[\s\S]*Sophie Martin vous a retiré du service/)
    await person('sophie').sees('1 analyste de service', desk)
    await person('sophie').presses('Prendre', thread)
    await person('camille').sees('Connecté à Sophie Martin')
    await person('sophie').presses('Superviser', desk)
    person('sophie').fills({ end: `${handoffId}/${id('sophie')}` })
    await person('sophie').presses('Appliquer')
    person('sophie').seesDialog('1 chat a été terminé')
    person('sophie').closeDialog()
    await person('camille').sees('Un superviseur a mis fin au chat avec Sophie Martin')
    await person('karim').sees('Terminé par un superviseur', thread)
  })

  it('end with the day: whoever came before the desk closed is off duty, whoever came since stays (F7)', async () => {
    await service.beginChat('noah', 'sophie', 'Je reste tard')
    // Each day of the week ended a minute after midnight; it is later than that now, or that was yesterday.
    const week = Object.fromEntries(WEEKDAYS.map((day) => [day, '00:00-00:01']))
    await service.activate({ hours: { timeZone: 'UTC', week: week as Hours['week'], holidays: [] } })
    const desk = await person('karim').findsThread(/^Centre de services/)
    await person('karim').presses('Prendre mon service', desk)
    await person('sophie').sees('2 analystes de service', desk)
    await inStore(async (db) => {
      const twoDaysAgo = Date.now() - 2 * DAY_MS
      await db.updateTable('duties').set({ since: twoDaysAgo }).where('object_id', '=', id('sophie')).execute()
      await db.updateTable('jobs').set({ due_at: 0 }).where('task', '=', 'desk.rosters').execute()
    })
    await person('sophie').sees(/Votre journée de service est terminée[\s\S]*a fermé le/)
    await person('sophie').sees(/Vous avez quitté votre service[\s\S]*Noah Petit/)
    await person('sophie').sees('1 analyste de service', desk)
    assert.ok(
      !person('karim')
        .shown()
        .some((text) => text.includes('Votre journée de service')),
    )
  })
})
