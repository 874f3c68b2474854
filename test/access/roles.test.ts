import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { type Access, DEFAULT_ACCESS, givenBy, grantsOf, hasRole, whoMay } from '../../services/access/access.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { differencesOf, parseSettings, type Settings } from '../../services/settings/settings.ts'
import type { Conversation, Json } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

const DEFAULTS = defaultSettings({ language: 'fr', silenceMs: 300_000 })
const faultsIn = (document: object) => {
  const parsed = parseSettings({ ...DEFAULTS, ...document })
  return parsed.ok ? [] : parsed.faults.map(({ path }) => path)
}
const ANALYSTS = { name: 'A', role: 'analyst', members: ['channel'] }
const KARIM = { id: '11111111-1111-4111-8111-111111111111', name: 'Karim' }

describe('roles and assignments', () => {
  it('are refused where they are incoherent, each fault at its place (S4.5, S4.6, F11)', () => {
    assert.deepEqual(faultsIn({ assignments: [ANALYSTS, { ...ANALYSTS, role: 'nobody' }] }), [
      'assignments.1.name',
      'assignments.1.role',
    ])
    assert.deepEqual(
      faultsIn({ assignments: [{ ...ANALYSTS, name: '' }] }),
      ['assignments.0.name'],
      'the name is required',
    )
    assert.deepEqual(faultsIn({ assignments: [{ ...ANALYSTS, members: [] }] }), ['assignments.0.members'])
    assert.deepEqual(faultsIn({ assignments: [] }), ['assignments'], 'nobody could take chats')
    assert.deepEqual(faultsIn({ roles: [{ name: 'analyst', permissions: ['ticket.work'] }] }), ['roles.0.name'])
    assert.deepEqual(faultsIn({ roles: [{ name: 'x', permissions: [] }] }), ['roles.0.permissions'])
    assert.deepEqual(faultsIn({ roles: [{ name: 'x', permissions: ['menu.read'] }] }), ['roles.0.permissions.0'])
    const members = [{ group: KARIM.id.toUpperCase(), name: 'Support' }]
    assert.deepEqual(faultsIn({ assignments: [ANALYSTS, { ...ANALYSTS, name: 'B', members }] }), [])
    const named = { ...ANALYSTS, name: 'B', members: [{ group: 'Service desk' }] }
    assert.deepEqual(faultsIn({ assignments: [ANALYSTS, named] }), ['assignments.1.members.0.group'])
    const scoped = { ...ANALYSTS, name: 'B', scope: members }
    assert.deepEqual(faultsIn({ assignments: [ANALYSTS, scoped] }), ['assignments.1.scope'], 'it restricts nothing')
    assert.deepEqual(faultsIn({ assignments: [ANALYSTS, { ...scoped, role: 'operator' }] }), [])
  })

  it('grant to whom they name, from the channel, and with a client, and to nobody else (S0.1, S0.3)', () => {
    const access = {
      roles: [{ name: 'Lecture', permissions: ['audit.read' as const] }],
      assignments: [
        { name: 'A', description: '', role: 'analyst', members: ['channel' as const], clients: [] },
        { name: 'B', description: '', role: 'Lecture', members: [KARIM], clients: ['phone' as const] },
      ],
    }
    const grants = (objectId: string, more: object = {}) => [
      ...grantsOf(access, { objectId, isInChannel: false, client: undefined, isServiceAdministrator: false, ...more }),
    ]
    assert.deepEqual(grants(KARIM.id, { client: 'phone' }), ['audit.read'])
    for (const client of ['desktop', 'web', undefined]) assert.deepEqual(grants(KARIM.id, { client }), [])
    assert.deepEqual(grants('somebody'), [])
    assert.ok(grants('somebody', { isInChannel: true }).includes('chat.take'))
    assert.ok(grants('somebody', { isServiceAdministrator: true }).includes('settings.edit'))
    const given = (before: Access, after: Access) =>
      givenBy(before, after).map(({ permission, client }) => `${permission} ${client}`)
    assert.deepEqual(given(DEFAULT_ACCESS, access), ['audit.read phone'])
    assert.deepEqual(given(access, DEFAULT_ACCESS), [])
    const anywhere = { ...access, assignments: access.assignments.map((its) => ({ ...its, clients: [] })) }
    assert.deepEqual(given(access, anywhere), ['audit.read desktop', 'audit.read web'])
  })

  it('grant to whoever is in a group, and about whoever is in the scope, and to nobody else (S4.2, S4.6)', () => {
    const [support, paris] = ['11111111-aaaa-4111-8111-111111111111', '22222222-aaaa-4222-8222-222222222222']
    const named = { name: 'A', description: '', role: 'operator', clients: [] }
    const scoped = { ...named, members: [{ group: support, name: '' }], scope: [{ group: paris, name: '' }] }
    const access: Access = { roles: [], assignments: [scoped], groups: new Map([[support, new Set([KARIM.id])]]) }
    const asking = { objectId: KARIM.id, isInChannel: false, client: undefined, isServiceAdministrator: false }
    const grants = (more: object = {}, its = access) => grantsOf(its, { ...asking, ...more }).has('device.read')
    assert.ok(grants(), 'somebody may be in the scope')
    assert.ok(grants({ about: new Set([paris]) }))
    assert.ok(!grants({ about: new Set() }), 'outside of it')
    assert.ok(grants({ about: new Set(), isServiceAdministrator: true }))
    assert.ok(!grants({ objectId: 'somebody' }))
    assert.ok(!grants({}, { roles: [], assignments: [scoped] }), 'a draft grants nothing')
    assert.deepEqual(whoMay(access, 'device.read'), [KARIM.id])
    assert.ok(hasRole(access, KARIM.id) && !hasRole(access, support))
    const pairs = givenBy({ roles: [], assignments: [] }, access).map(
      ({ permission, group }) => `${permission} ${group}`,
    )
    assert.ok(pairs.includes(`device.read ${paris}`), 'what is given says about whom')
    // One and the same for all: wider than a scope is given.
    const { scope: _, ...wide } = scoped
    assert.ok(givenBy(access, { roles: [], assignments: [wide] }).length > 0)
    assert.deepEqual(givenBy({ roles: [], assignments: [wide] }, { roles: [], assignments: [wide] }), [])
    const desk = { ...named, role: 'analyst', members: [{ group: support, name: '' }] }
    const leads = { ...access, assignments: [{ ...desk, scope: [{ group: paris, name: '' }] }] }
    assert.ok(grantsOf(leads, { ...asking, about: new Set() }).has('chat.take'), 'a scope is about people only')
  })

  it('show in a difference who is exchanged for somebody of the same name', () => {
    const withMember = (id: string): Settings => ({
      ...DEFAULTS,
      assignments: [{ name: 'A', description: '', role: 'analyst', members: [{ id, name: 'Karim' }], clients: [] }],
    })
    const other = '22222222-2222-4222-8222-222222222222'
    assert.equal(differencesOf(withMember(KARIM.id), withMember(other)).length, 1)
  })

  describe('in Teams', () => {
    let service: Service
    beforeEach(async () => {
      service = await startService()
      await service.settle('sophie', 'karim')
    })
    afterEach(() => service.close())

    const person = (key: string) => service.person(key)
    async function opensRoles(key: string): Promise<void> {
      const its = person(key)
      const { id } = await its.says('bonjour')
      await service.eventually('a menu answers', () => its.chat().messages.at(-1)?.id !== id)
      await its.presses('Administration')
      await its.presses('Rôles')
    }
    async function activates(key: string): Promise<void> {
      person(key).closeDialog()
      await person(key).sees('Ce qui changera à l’activation')
      await person(key).presses('Activer')
    }
    async function assigns(
      key: string,
      fields: Readonly<Record<string, string>>,
      where = 'Affecter un rôle',
    ): Promise<void> {
      await opensRoles(key)
      await person(key).presses(where)
      person(key).fills(fields)
      await person(key).presses('Vérifier')
    }
    async function invoke(
      key: string,
      place: Conversation,
      verb: string,
      data: object,
      platform = 'Web',
    ): Promise<string> {
      const account = service.teams.account(key)
      const value = { action: { type: 'Action.Execute', verb, data } }
      const activity = service.teams.activity(account, place, {
        type: 'invoke',
        name: 'adaptiveCard/action',
        value,
        id: randomUUID(),
      })
      const { body } = await service.teams.deliver({
        ...activity,
        entities: [{ type: 'clientInfo', platform }],
      } as Json)
      return JSON.stringify(body)
    }
    const isRefused = (body: string) => body.includes('application/vnd.microsoft.activity.message')
    const handoffIn = (thread: Conversation) =>
      /"handoffId":"([^"]+)"/.exec(JSON.stringify(thread.messages[0]))?.[1] ?? ''
    const karimOnly = () => ({
      title: 'Analystes',
      channel: 'false',
      members: service.teams.account('karim').objectId,
    })

    it('work at once for whom they name, and end at once for whom they do not, in the middle of a chat (S4.6, S4.8)', async () => {
      const thread = await service.beginChat('camille', 'sophie')
      const sophie = person('sophie')
      await sophie.says('Je regarde.', { in: thread })
      await person('camille').sees('Je regarde.')
      await assigns('dominique', karimOnly(), 'Centre de services')
      await activates('dominique')
      await person('dominique').sees('Version 1 en vigueur')

      // Her chat waits again, where it stood.
      await person('camille').sees(/Sophie Martin ne peut plus suivre ce chat[\s\S]*Vous gardez votre place/)
      await sophie.sees('Ce qui s’écrit ici reste entre analystes', thread)
      await sophie.says('Encore un mot.', { in: thread })
      assert.ok(isRefused(await invoke('sophie', thread, 'handoff.take', { handoffId: handoffIn(thread) })))
      await person('karim').presses('Prendre', thread)
      await person('camille').sees('Connecté à Karim Benali')
      await person('karim').says('Je prends la suite.', { in: thread })
      await person('camille').sees('Je prends la suite.')
      await service.ask('noah', 'Mon écran')
      const next = await person('karim').findsThread('Noah Petit attend')
      const take = { handoffId: handoffIn(next) }
      assert.ok(isRefused(await invoke('sophie', next, 'handoff.take', take)))
      assert.ok(
        !person('camille')
          .shown()
          .some((text) => text.includes('Encore un mot.')),
        'it was relayed',
      )
      const desk = await person('karim').findsThread('Centre de services')
      await person('karim').sees(/De service : Karim Benali|Karim Benali/, desk)
      assert.ok(!JSON.stringify(desk.messages[0]).includes('Sophie Martin'), 'Sophie is still on duty')
      assert.ok(!isRefused(await invoke('karim', next, 'handoff.take', take)))
    })

    it('of a workspace’s own permit what they name and nothing else, with the clients that they name (S0.3, S4.5, S4.9)', async () => {
      await person('camille').says('bonjour')
      await person('camille').sees('Nous sommes en ligne')
      await opensRoles('dominique')
      await person('dominique').presses('Créer un rôle')
      person('dominique').fills({ title: 'Vérification', permissions: 'audit.read' })
      await person('dominique').presses('Vérifier')
      person('dominique').closeDialog()
      await person('dominique').sees(/Rôle «\sVérification\s»\*\*\s: Lire le journal/)
      const camille = service.teams.account('camille').objectId
      await assigns('dominique', {
        title: 'Auditeurs',
        role: 'Vérification',
        channel: 'false',
        members: camille,
        clients: 'phone',
      })
      person('dominique').closeDialog()
      await person('dominique').sees(/Affectation «\sAuditeurs\s»\*\*\s: Vérification · Camille Roy \(mobile\)/)
      assert.ok(
        isRefused(await invoke('camille', person('camille').chat(), 'audit.show', {}, 'iOS')),
        'a draft gives nothing',
      )
      await person('dominique').presses('Activer')
      await person('dominique').sees('Version 1 en vigueur')
      assert.ok(!isRefused(await invoke('camille', person('camille').chat(), 'audit.show', {}, 'iOS')))
      assert.ok(isRefused(await invoke('camille', person('camille').chat(), 'audit.show', {}, 'Windows')))
      assert.ok(isRefused(await invoke('camille', person('camille').chat(), 'settings.show', {}, 'iOS')))
    })

    it('are given by nobody who has not got them', async () => {
      await opensRoles('dominique')
      await person('dominique').presses('Créer un rôle')
      person('dominique').fills({ title: 'Réglages', permissions: 'settings.edit' })
      await person('dominique').presses('Vérifier')
      person('dominique').closeDialog()
      const karim = service.teams.account('karim').objectId
      await assigns('dominique', { title: 'Réglages', role: 'Réglages', channel: 'false', members: karim })
      person('dominique').closeDialog()
      await person('dominique').sees(/Affectation «\sRéglages/)
      await person('dominique').presses('Activer')
      await person('dominique').sees('Version 1 en vigueur')

      await assigns('karim', { title: 'Moi', role: 'administrator', channel: 'false', members: karim })
      person('karim').seesDialog('Vous ne pouvez pas donner plus de droits que vous n’en avez.')
      person('karim').closeDialog()
      await assigns('karim', {
        title: 'Camille aussi',
        role: 'Réglages',
        channel: 'false',
        members: service.teams.account('camille').objectId,
      })
      await activates('karim')
      await person('karim').sees('Version 2 en vigueur')
    })

    it('with a client are not given with another by who has them so', async () => {
      const karim = service.teams.account('karim').objectId
      const settings = (clients: 'phone'[]) => ({
        ...DEFAULTS,
        roles: [{ name: 'Réglages', permissions: ['settings.edit' as const] }],
        assignments: [
          ...DEFAULTS.assignments,
          { name: 'Réglages', description: '', role: 'Réglages', members: [{ id: karim, name: 'Karim' }], clients },
        ],
      })
      await service.activate(settings(['phone']))
      const lifted = { version: 1, name: 'Réglages', title: 'Réglages', role: 'Réglages', members: karim }
      const value = { data: { verb: 'access.assign', nonce: randomUUID(), ...lifted } }
      const base = service.teams.activity(service.teams.account('karim'), person('karim').chat(), {
        type: 'invoke',
        name: 'task/submit',
        value,
        id: randomUUID(),
      })
      const { body } = await service.teams.deliver({
        ...base,
        entities: [{ type: 'clientInfo', platform: 'iOS' }],
      } as Json)
      assert.match(JSON.stringify(body), /Vous ne pouvez pas donner plus de droits/)
    })

    it('of a service administrator stay whatever is activated; who has none writes into no incident', async () => {
      const dominique = person('dominique')
      const thread = await service.beginChat('camille', 'dominique')
      const data = { verb: 'ticket.open', nonce: randomUUID(), title: 'Badge', description: 'x', urgency: 'low' }
      await service.teams.invoke(person('noah').account, person('noah').chat(), 'task/submit', { data })
      const ticketThread = await person('karim').findsThread('Badge')
      await assigns('dominique', karimOnly(), 'Centre de services')
      await activates('dominique')
      await dominique.sees('Version 1 en vigueur')
      await dominique.says('Je suis là.', { in: thread })
      await person('camille').sees('Je suis là.')
      await person('sophie').says('Une note de trop', { in: ticketThread })
      await person('sophie').sees('Votre rôle ne permet pas d’écrire dans cet incident', ticketThread)
      await person('karim').says('Une note', { in: ticketThread })
      await person('karim').sees(/Note[\s\S]*Une note$/m, ticketThread)
      assert.ok(!JSON.stringify(ticketThread.messages[0]).includes('Une note de trop'))
    })

    it('that are missing: whoever is refused reads whom to ask (S0.24, S0.28)', async () => {
      const refused = () => invoke('noah', person('noah').chat(), 'settings.show', {})
      assert.match(await refused(), /n’est pas permise ici\. Référence/)
      const { id } = await person('dominique').says('bonjour')
      await service.eventually('a menu answers', () => person('dominique').chat().messages.at(-1)?.id !== id)
      await person('dominique').presses('Administration')
      await person('dominique').presses('Changer les réglages')
      person('dominique').fills({ contact: 'Dominique, poste_4000' })
      await person('dominique').presses('Vérifier')
      await activates('dominique')
      await person('dominique').sees('Version 1 en vigueur')
      assert.match(await refused(), /Pour y avoir droit, contactez\s: Dominique, poste_4000\./)
    })

    it('name every fault in the dialog, and can be removed', async () => {
      await assigns('dominique', { title: 'Centre de services', channel: 'false', members: '' })
      person('dominique').seesDialog('Choisissez au moins une personne ou un groupe, ou le canal.')
      person('dominique').fills({ channel: 'true' })
      await person('dominique').presses('Vérifier')
      person('dominique').seesDialog('Donnez un nom qui ne soit pas déjà pris.')
      person('dominique').closeDialog()
      await assigns('dominique', { remove: 'true' }, 'Centre de services')
      person('dominique').seesDialog('Gardez au moins une affectation')
    })
  })
})
