import { strict as assert } from 'node:assert'
import { type Service, startService } from '../service.ts'

describe('whose desk it is (X-M7)', () => {
  let service: Service
  before(async () => {
    service = await startService({ SERVICE_ADMINISTRATORS: '' })
    for (const account of service.teams.directory.accounts) await service.teams.installForPerson(account)
  })
  after(() => service.close())

  const code = () => /"code":"([0-9a-f]{20})"/.exec(service.bot.output.join('\n'))?.[1] ?? ''

  it('is nobody’s until somebody enters the code that the first start prints', async () => {
    const [team, sales] = service.teams.directory.teams
    assert.ok(team?.channels[1] && sales?.channels[0])
    await service.teams.installInTeam(service.teams.account('camille'), sales, sales.channels[0])
    const noah = service.person('noah')
    const elsewhere = await noah.findsThread('Faire de ce canal le centre de services')
    await noah.presses('Confirmer ce canal', elsewhere)
    assert.match(String(noah.toasts.at(-1)), /pas permise/)
    await noah.presses('J’ai le code', elsewhere)
    noah.fills({ code: 'a'.repeat(20) })
    await noah.presses('Confirmer')
    noah.seesDialog('Ce code est incorrect')
    noah.closeDialog()
    await service.teams.installInTeam(service.teams.account('sophie'), team, team.channels[1])
    const sophie = service.person('sophie')
    const thread = await sophie.findsThread('Faire de ce canal le centre de services')
    await sophie.presses('J’ai le code', thread)
    sophie.fills({ code: code() })
    await sophie.presses('Confirmer')
    sophie.seesDialog('Ce canal est maintenant le centre de services')
    sophie.closeDialog()
    await sophie.findsThread(/^Centre de services/)
    const sold = noah.conversations().filter((conversation) => noah.shown(conversation)[0]?.startsWith('Centre de'))
    assert.deepEqual(sold, [])
  })

  it('has a code for one use only', async () => {
    const used = code()
    const noah = service.person('noah')
    const elsewhere = await noah.findsThread('Faire de ce canal le centre de services')
    await noah.presses('J’ai le code', elsewhere)
    noah.fills({ code: used })
    await noah.presses('Confirmer')
    noah.seesDialog('Ce code est incorrect')
    noah.closeDialog()
    await service.restart('SIGTERM')
    assert.equal(
      service.bot.output.some((line) => line.includes('"code"')),
      false,
      'a code is printed again',
    )
  })
})

describe('the desk and what changes around it', () => {
  let service: Service
  before(async () => {
    service = await startService()
    await service.settle('sophie', 'karim')
  })
  after(() => service.close())

  const desk = () => service.person('sophie').findsThread(/^Centre de services/)
  const activity = (eventType: string, more: object) => {
    const [team] = service.teams.directory.teams
    const channel = team?.channels[1]
    const by = service.teams.account('dominique')
    const thread = service
      .person('sophie')
      .conversations()
      .find(({ channelId }) => channelId === channel?.id)
    assert.ok(thread && team)
    const base = service.teams.activity(by, thread, { type: 'conversationUpdate', ...more })
    return { ...base, channelData: { ...(base['channelData'] as object), eventType } }
  }

  it('takes whoever leaves the team off duty (D2)', async () => {
    const { objectId, teamsId } = service.teams.account('karim')
    await service.teams.deliver(
      activity('teamMemberRemoved', { membersRemoved: [{ id: teamsId, aadObjectId: objectId }] }),
    )
    await service.person('sophie').sees('1 analyste de service', await desk())
    assert.doesNotMatch(service.person('sophie').shown(await desk())[0] ?? '', /Karim/)
  })

  it('stays, with who is on duty, when somebody or the app leaves another channel of the team', async () => {
    const { objectId, teamsId } = service.teams.account('sophie')
    const bot = `28:${service.teams.appId}`
    for (const gone of [{ id: bot }, { id: teamsId, aadObjectId: objectId }])
      await service.teams.deliver(activity('channelMemberRemoved', { membersRemoved: [gone] }))
    await service.teams.deliver({ ...activity('', {}), type: 'installationUpdate', action: 'remove-upgrade' })
    await service.person('camille').says('Toujours là ?')
    await service.person('camille').sees('Nous sommes en ligne')
  })

  it('tells who waits, by a new message, when nobody is left (E14, N11)', async () => {
    const camille = service.person('camille')
    await service.ask(camille.account.key, 'Bonjour')
    await service.person('sophie').findsThread('Camille Roy attend')
    const before = camille.chat().messages.length
    await service.person('sophie').presses('Quitter mon service', await desk())
    await camille.sees(/Votre demande reste en attente[\s\S]*Tous les analystes ont quitté/)
    await service.eventually('a new message rings', () => camille.chat().messages.length > before)
    await service.person('sophie').presses('Prendre mon service', await desk())
    await camille.sees(/Nous sommes en ligne\nNous cherchons/)
  })

  it('that loses its channel is none any more, and what waits hangs up in the next (E3, E4, K3, K4, K7, A12)', async () => {
    service.expectError('A job is given up.')
    const [team] = service.teams.directory.teams
    const camille = service.person('camille')
    await service.teams.deliver(activity('channelDeleted', {}))
    await camille.sees(/Chat non disponible pour le moment !\nVotre demande reste en attente/)
    await camille.says('Vous êtes là ?')
    await camille.presses('Ne plus attendre').catch(() => {})
    const noah = service.person('noah')
    await noah.presses('Créer un incident')
    noah.fills({ title: 'Sans bureau', description: 'Il n’y a pas de canal.' })
    await noah.presses('Enregistrer')
    noah.closeDialog()
    await noah.sees(/L’équipe ne voit pas encore INC-1001/)
    assert.ok(team?.channels[0])
    // The same team again, another channel (D3).
    await service.teams.installInTeam(service.teams.account('dominique'), team, team.channels[0])
    const threads = () =>
      service
        .person('sophie')
        .conversations()
        .filter(({ channelId }) => channelId === team.channels[0]?.id)
        .map((thread) => service.person('sophie').shown(thread)[0] ?? '')
    await service.eventually('the incident hangs in the new channel', () =>
      threads().some((text) => text.includes('INC-1001')),
    )
    assert.ok(threads().some((text) => text.startsWith('Centre de services')))
  })
})
