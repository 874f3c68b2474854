import { strict as assert } from 'node:assert'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { differencesOf, parseSettings, type Settings } from '../../services/settings/settings.ts'
import { actionsOf, inputsOf } from '../../simulator/card-reader.ts'
import { cardOf, type Message } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

describe('what the menu offers, and to whom (S0.15, S0.35)', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  const DEFAULTS = defaultSettings({ language: 'fr', silenceMs: 300_000 })
  const document = (): Settings => ({
    ...DEFAULTS,
    contact: 'Poste 4000',
    options: { chat: 'role', incident: 'on', status: 'on' },
    categories: ['windows', 'Paie | Payroll', 'SAP'],
    roles: [{ name: 'Direction', permissions: ['option.chat'] }],
    assignments: [
      ...DEFAULTS.assignments,
      {
        ...{ name: 'Comité', description: '', role: 'Direction', clients: [] },
        members: [{ id: service.teams.account('camille').objectId, name: '' }],
      },
    ],
  })
  async function menu(key: string): Promise<Message> {
    const { id } = await person(key).says('bonjour')
    await service.eventually('a menu answers', () => person(key).chat().messages.at(-1)?.id !== id)
    return person(key).chat().messages.at(-1) as Message
  }
  const titles = async (key: string) => actionsOf(cardOf(await menu(key), key) ?? {}).map(({ title }) => title)

  it('an option that depends on a role that nobody has is refused, with its place', () => {
    const parsed = parseSettings({ ...document(), assignments: DEFAULTS.assignments, contact: '' })
    assert.deepEqual(parsed.ok ? [] : parsed.faults.map(({ path }) => path), ['contact', 'options.chat'])
    // The menu is shown in people's own chats: whoever is in the channel is not there.
    const members = ['channel'] as const
    const inChannel = [{ name: 'X', description: '', role: 'Direction', members, clients: [] }]
    const nobody = parseSettings({ ...document(), assignments: [...DEFAULTS.assignments, ...inChannel] })
    assert.deepEqual(nobody.ok ? [] : nobody.faults.map(({ path }) => path), ['options.chat'])
    assert.equal(parseSettings({ ...document(), categories: ['|'] }).ok, false)
    const comma = { ...document(), categories: ['Paie, RH'] }
    assert.equal(differencesOf(comma, { ...comma, categories: ['Paie', 'RH'] }).length, 1)
    const twice = parseSettings({ ...document(), categories: ['SAP', 'SAP'] })
    assert.deepEqual(twice.ok ? [] : twice.faults.map(({ path }) => path), ['categories.1'])
  })

  it('is offered by role; whoever has none is told whom to ask, also by an older menu', async () => {
    const before = await menu('noah')
    await service.activate(document())
    assert.ok((await titles('camille')).includes('Chat avec un analyste'))
    assert.deepEqual(await titles('noah'), [
      'Catalogue de services',
      'Envoyez-nous vos commentaires',
      'Créer un incident',
      "Vérifier l'état d'un incident",
    ])
    await person('noah').sees(/Chat avec un analyste\s» n’est pas activé[\s\S]*Poste 4000/)
    const chat = actionsOf(cardOf(before, 'noah') ?? {}).find(({ title }) => title === 'Chat avec un analyste')
    const { body } = await service.teams.invoke(person('noah').account, person('noah').chat(), 'adaptiveCard/action', {
      action: { type: 'Action.Execute', verb: chat?.action['verb'] ?? 'handoff.request', data: {} },
    })
    assert.match(JSON.stringify(body), /Cette option n’est pas activée/)
    await person('camille').presses('Chat avec un analyste')
    await person('camille').sees('Nous cherchons un analyste pour vous')
    await person('camille').presses('Ne plus attendre')
  })

  it('an incident has a category of the workspace, in its reader’s language (S3.11)', async () => {
    await menu('erin')
    await person('erin').presses('Create an incident')
    const { content } = person('erin').dialog ?? assert.fail('no dialog')
    assert.ok('card' in content)
    const shown = JSON.stringify(content.card)
    for (const name of ['Windows', 'Payroll', 'SAP']) assert.ok(shown.includes(`"title":"${name}"`), name)
    assert.ok(!shown.includes('Paie"'), 'the other language is shown')
    assert.ok(inputsOf(content.card).some(({ id }) => id === 'category'))
    person('erin').fills({ title: 'Wrong pay', description: 'Since May.', category: 'Paie | Payroll' })
    await person('erin').presses('Save')
    person('erin').closeDialog()
    const thread = await person('sophie').findsThread('Wrong pay')
    await person('sophie').sees(/Paie(?! \|)/, thread)
    // One that no dialog of ours offers.
    const data = {
      ...{ verb: 'ticket.open', title: 'x', description: 'x', urgency: 'normal', category: 'windows 95' },
      nonce: '3f1f9c7e-0000-4000-8000-00000000c0de',
    }
    const { body } = await service.teams.invoke(person('erin').account, person('erin').chat(), 'task/submit', { data })
    assert.match(JSON.stringify(body), /Choose a category/)
  })

  it('a draft is looked at as somebody else sees it, before it is in force (F11)', async () => {
    await menu('dominique')
    await person('dominique').presses('Administration')
    await person('dominique').presses('Changer les réglages')
    person('dominique').fills({ incident: 'off' })
    await person('dominique').presses('Vérifier')
    person('dominique').closeDialog()
    await person('dominique').presses('Aperçu')
    person('dominique').seesDialog(/Administration[\s\S]*▢ Chat avec un analyste/)
    person('dominique').fills({ person: service.teams.account('noah').objectId })
    await person('dominique').presses('Afficher')
    const seen = person('dominique').seesDialog(/Bonjour Noah[\s\S]*▢ Vérifier l'état d'un incident/)
    assert.doesNotMatch(seen, /▢ Chat avec un analyste|▢ Créer un incident|Administration/)
    person('dominique').fills({ person: service.teams.account('erin').objectId })
    await person('dominique').presses('Afficher')
    person('dominique').seesDialog(/Hello Erin/)
    person('dominique').closeDialog()
    assert.ok((await titles('noah')).includes('Créer un incident'), 'a preview changed something')
  })
})
