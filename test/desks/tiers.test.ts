import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { connect } from '../../services/db/connect.ts'
import { handoffSubject } from '../../services/handoffs/handoff.ts'
import { saveLiveCard } from '../../services/notices/live-cards.ts'
import { enqueueRefresh } from '../../services/notices/tell.ts'
import { exportPerson } from '../../services/privacy/kit.ts'
import { type Conversation, cardOf } from '../../simulator/chats.ts'
import { type Directory, sampleDirectory } from '../../simulator/directory.ts'
import { type Service, startService } from '../service.ts'

/** The sample organisation with a second team of analysts: the network people. */
function withNetworkTeam(): Directory {
  const directory = sampleDirectory()
  const id = '19:c3@thread.tacv2'
  const network = {
    id,
    groupId: 'c3c3c3c3-0000-4000-8000-000000000003',
    name: 'Réseau',
    channels: [{ id, name: 'Général' }],
  }
  return { ...directory, teams: [...directory.teams, { ...network, members: ['alex', 'karim', 'dominique'] }] }
}

describe('desks of several tiers (S3.19, C10)', () => {
  let service: Service
  before(async () => {
    service = await startService({}, { directory: withNetworkTeam() })
    await service.settle('sophie', 'karim')
    // The app is taken away from a team while something may be on its way there.
    service.expectError('A job is given up.')
  })
  after(() => service.close())

  const person = (key: string) => service.person(key)
  const network = () => {
    const team = service.teams.directory.teams[2]
    assert.ok(team?.channels[0])
    return { team, channel: team.channels[0] }
  }
  /** A thread in the network team’s channel whose first message matches. */
  async function inNetwork(
    key: string,
    expected: string | RegExp,
    before: readonly Conversation[] = [],
  ): Promise<Conversation> {
    const { channel } = network()
    const find = () =>
      person(key)
        .conversations()
        .filter((its) => its.channelId === channel.id && !before.includes(its))
        .findLast((its) => new RegExp(expected).test(person(key).shown(its)[0] ?? ''))
    await service.eventually(`${key} finds ${expected} in the network team`, () => find() !== undefined)
    return find() as Conversation
  }
  async function passes(key: string, to: string, note: string, where: Conversation): Promise<void> {
    await person(key).presses('Passer la main à…', where)
    person(key).fills({ to, note })
    await person(key).presses(key === 'alex' ? 'Pass on' : 'Passer la main')
  }

  it('a second team is added as the next tier, by whoever may', async () => {
    const { team, channel } = network()
    await service.teams.installInTeam(service.teams.account('karim'), team, channel)
    const asked = await inNetwork('dominique', 'déjà son équipe')
    await person('karim').presses('Ajouter comme niveau 2', asked)
    assert.match(String(person('karim').toasts.at(-1)), /pas permise/)
    await person('dominique').presses('Ajouter comme niveau 2', asked)
    const desk = await inNetwork('alex', /Centre de services · niveau 2/)
    await person('alex').sees(/Niveau 1.: équipe Centre de services/, desk)
    const first = await person('sophie').findsThread(/Centre de services · niveau 1/)
    await person('sophie').sees(/Niveau 2.: équipe Réseau/, first)
  })

  it('whoever is on duty at the second does not make the first available', async () => {
    await person('sophie').presses('Quitter mon service', await person('sophie').findsThread(/niveau 1/))
    await person('karim').presses('Prendre mon service', await inNetwork('karim', /niveau 2/))
    const first = await person('sophie').findsThread(/niveau 1/)
    await person('sophie').sees('Personne n’est de service', first)
    await person('erin').says('Hello')
    await person('erin').sees(/Chat (is )?(currently )?(un|not )available/i)
    await person('sophie').presses('Prendre mon service', first)
  })

  it('a chat is held out to the other tier; whoever took it stays with it until somebody accepts (A1, C20)', async () => {
    const thread = await service.beginChat('camille', 'sophie', 'Mon VPN ne marche plus')
    await person('sophie').says('Quelle erreur ?', { in: thread })
    await person('camille').sees('Quelle erreur ?')
    const wrong = await person('camille').says('Erreur 808')
    await person('sophie').sees('Erreur 808', thread)
    await person('camille').says('Erreur 809')
    await person('sophie').sees('Erreur 809', thread)
    await passes('sophie', 'tier:2', 'VPN, erreur 809 : côté passerelle ?', thread)
    person('sophie').seesDialog('Proposé à Réseau')
    person('sophie').closeDialog()
    const offered = await inNetwork('alex', /propose à ce niveau de prendre le chat avec Camille Roy/)
    await person('alex').sees('VPN, erreur 809 : côté passerelle ?', offered)
    await person('sophie').sees('Proposé au niveau 2, qui n’a pas encore répondu.', thread)
    // It goes on meanwhile.
    await person('camille').says('Toujours là ?')
    await person('sophie').sees('Toujours là ?', thread)
    await person('sophie').says('Oui, je demande au réseau.', { in: thread })
    await person('camille').sees('Oui, je demande au réseau.')
    await person('alex').presses('Accepter', offered)
    await person('camille').sees('Connecté à Alex Chen')
    await person('camille').sees('Sophie Martin a pris votre demande')
    await person('camille').sees('Ce chat continue plus bas.')
    await person('alex').sees(
      /Alex Chen prend le relais de Sophie Martin[\s\S]*Erreur 809[\s\S]*je demande au réseau[\s\S]*Note de Sophie Martin\s: VPN, erreur 809/,
      offered,
    )
    await person('alex').says('Bonjour, je regarde.', { in: offered })
    await person('camille').sees('Bonjour, je regarde.')
    await person('camille').says('Merci Alex')
    await person('alex').sees('Merci Alex', offered)
    await person('sophie').sees('Passé au niveau 2', thread)
    await person('sophie').sees(/Chat avec Camille Roy\nLa suite a lieu dans un autre canal/, thread)
    // What was sent there before is corrected there (F14).
    await service.teams.edit(person('camille').account, person('camille').chat(), wrong, { text: 'Erreur corrigée' })
    await person('sophie').sees('Erreur corrigée', thread)
    await service.teams.remove(person('camille').account, person('camille').chat(), wrong)
    await service.eventually(
      'the copy is gone',
      () =>
        !person('sophie')
          .shown(thread)
          .some((text) => text.includes('Erreur corrigée')),
    )
    // What is said in the old thread reaches nobody.
    await person('sophie').says('Encore un mot', { in: thread })
    await person('alex').says('Bien reçu', { in: offered })
    await person('camille').sees('Bien reçu')
    assert.ok(
      !person('camille')
        .shown()
        .some((text) => text.includes('Encore un mot')),
    )
    assert.ok(
      !person('sophie')
        .shown(thread)
        .some((text) => text.includes('Merci Alex')),
    )
    await person('camille').presses('Terminer le chat')
    await person('alex').sees('Terminé par Camille Roy', offered)
  })

  it('a colleague at the same desk accepts, or does not', async () => {
    await person('karim').presses('Prendre mon service', await person('karim').findsThread(/niveau 1/))
    const thread = await service.beginChat('noah', 'sophie', 'Bonjour')
    const karim = `person:${service.teams.account('karim').objectId}`
    await passes('sophie', karim, 'Je pars déjeuner', thread)
    person('sophie').closeDialog()
    await person('sophie').sees('Sophie Martin propose à Karim Benali de prendre le chat avec Noah Petit', thread)
    await person('sophie').presses('Accepter', thread)
    assert.match(String(person('sophie').toasts.at(-1)), /s’adresse à Karim Benali/)
    await person('karim').presses('Refuser', thread)
    await person('sophie').sees('Karim Benali ne peut pas prendre ce chat', thread)
    await person('sophie').says('Je reste', { in: thread })
    await person('noah').sees('Je reste')
    await passes('sophie', karim, 'Je pars vraiment', thread)
    person('sophie').closeDialog()
    await person('karim').sees('Je pars vraiment', thread)
    await person('karim').presses('Accepter', thread)
    await person('noah').sees('Connecté à Karim Benali')
    await person('karim').says('Me voici', { in: thread })
    await person('noah').sees('Me voici')
    await person('sophie').says('Entre nous', { in: thread })
    await person('karim').says('Je m’en occupe', { in: thread })
    await person('noah').sees('Je m’en occupe')
    assert.ok(
      !person('noah')
        .shown()
        .some((text) => text.includes('Entre nous')),
    )
    // An offer that was answered changes nothing any more (F1).
    const answered = thread.messages.filter((its) => JSON.stringify(cardOf(its, 'karim') ?? {}).includes('offer.'))
    assert.deepEqual(answered, [], 'an answered offer still has its buttons')
    await passes('karim', 'queue', 'Réunion', thread)
    person('karim').seesDialog('Le chat attend un autre analyste')
    person('karim').closeDialog()
    await person('noah').sees('Karim Benali ne peut plus suivre ce chat')
    await person('sophie').sees(/Karim Benali ne peut plus suivre ce chat\nRéunion/, thread)
    await person('sophie').presses('Prendre', thread)
    await person('noah').sees('Connecté à Sophie Martin')
  })

  it('whoever offered it keeps it after all', async () => {
    const thread = await person('sophie').findsThread('Chat avec Noah Petit')
    await passes('sophie', 'tier:2', 'Pour vous ?', thread)
    person('sophie').closeDialog()
    const offered = await inNetwork('alex', /propose à ce niveau de prendre le chat avec Noah Petit/)
    await person('sophie').presses('Garder le chat', thread)
    await person('alex').sees(/Proposition retirée/, offered)
    await person('noah').presses('Terminer le chat')
  })

  it('an incident goes to the other tier with its history, and whoever it concerns sees nothing of the note (A11)', async () => {
    const noah = person('noah')
    await noah.says('bonjour')
    await noah.presses('Créer un incident')
    noah.fills({ title: 'Wi-Fi lent', description: 'Au deuxième étage.' })
    await noah.presses('Enregistrer')
    noah.closeDialog()
    const thread = await person('sophie').findsThread('Wi-Fi lent')
    await person('sophie').presses('Prendre', thread)
    await person('sophie').sees('Pris en charge par Sophie Martin', thread)
    await passes('sophie', 'tier:2', 'Borne du 2e à vérifier', thread)
    person('sophie').seesDialog('Passé à Réseau')
    person('sophie').closeDialog()
    const there = await inNetwork('alex', /Nouvel incident INC-\d+/)
    await person('alex').sees(/Transmis par Sophie Martin[\s\S]*Borne du 2e à vérifier/, there)
    await person('sophie').sees(/Incident INC-\d+\nLa suite a lieu dans un autre canal/, thread)
    await person('alex').presses('Prendre', there)
    await noah.sees(/Alex Chen/)
    await noah.says('bonjour')
    await noah.presses("Vérifier l'état d'un incident")
    assert.ok(!noah.shown().some((text) => text.includes('Borne du 2e')))
    const db = await connect(service.databaseUrl)
    const { tenantId } = service.teams.directory
    const exported = await exportPerson(db, { tenantId, objectId: service.teams.account('noah').objectId })
    await db.destroy()
    assert.match(JSON.stringify(exported), /Au deuxième étage/)
    assert.doesNotMatch(JSON.stringify(exported), /Borne du 2e/)
    // Back to whoever takes it there.
    await passes('alex', 'queue', 'Je ne suis pas là demain', there)
    person('alex').closeDialog()
    await person('alex').sees(/Pas encore attribué/, there)
    await passes('alex', 'tier:1', 'La borne va bien', there)
    person('alex').closeDialog()
    const back = await person('sophie').findsThread(/Nouvel incident[\s\S]*La borne va bien/)
    assert.notEqual(back.id, thread.id)
  })

  it('the button of an older card takes no desk from anybody, and no offer back (F1)', async () => {
    const { channel } = network()
    const stale = person('dominique')
      .conversations()
      .find((its) => its.channelId === channel.id)
    assert.ok(stale)
    const press = (key: string, where: Conversation, verb: string, data: object) =>
      service.teams.invoke(service.teams.account(key), where, 'adaptiveCard/action', {
        action: { type: 'Action.Execute', verb, data },
      })
    const { body } = await press('dominique', stale, 'desk.settle', { tier: 1 })
    assert.match(JSON.stringify(body), /niveau 2/)
    await person('sophie').findsThread(/Centre de services · niveau 1/)
    const thread = await service.beginChat('noah', 'sophie', 'Encore moi')
    await passes('sophie', 'tier:2', 'Premier', thread)
    person('sophie').closeDialog()
    const handoffId = /"handoffId":"([^"]+)"/.exec(JSON.stringify(thread.messages[0]))?.[1] ?? ''
    await person('sophie').presses('Garder le chat', thread)
    await passes('sophie', 'tier:2', 'Second', thread)
    person('sophie').closeDialog()
    const offered = await inNetwork('alex', /Second/)
    await press('sophie', thread, 'handoff.keep', { handoffId, offerId: randomUUID() })
    await person('alex').presses('Refuser', offered)
    await person('sophie').sees('Alex Chen ne peut pas prendre ce chat', thread)
    await person('noah').presses('Terminer le chat')
  })

  it('another channel of a team that has one is asked for by a mention, of whoever may', async () => {
    const general = service.teams.openThread(service.teams.directory.teams[0]?.channels[0]?.id ?? '')
    assert.ok(general)
    await person('karim').says('bonjour', { in: general, mention: true })
    await person('karim').sees(/en privé/, general)
    await person('dominique').says('bonjour', { in: general, mention: true })
    await person('dominique').sees(/Ce canal peut aussi devenir le niveau 3/, general)
  })

  it('an offer to a desk that goes is withdrawn, and whoever made it hears so', async () => {
    const before = person('alex').conversations().length
    const thread = await service.beginChat('noah', 'sophie', 'Rebonjour')
    await passes('sophie', 'tier:2', 'Pour vous ?', thread)
    person('sophie').closeDialog()
    // One thread at each desk.
    await service.eventually('it hangs there', () => person('alex').conversations().length === before + 2)
    const { team, channel } = network()
    await service.teams.removeFromTeam(service.teams.account('dominique'), team)
    await person('sophie').sees('Le canal de l’autre niveau n’est pas joignable', thread)
    await person('sophie').says('Je reste là', { in: thread })
    await person('noah').sees('Je reste là')
    await service.teams.installInTeam(service.teams.account('dominique'), team, channel)
    await person('dominique').presses('Ajouter comme niveau 2', await inNetwork('dominique', 'déjà son équipe'))
    await person('noah').presses('Terminer le chat')
    await inNetwork('alex', /Centre de services · niveau 2/)
  })

  it('what hangs at a desk that goes hangs at the other, and comes back with the next', async () => {
    const thread = await service.beginChat('camille', 'sophie', 'Encore le VPN')
    await passes('sophie', 'tier:2', 'Encore', thread)
    person('sophie').closeDialog()
    const offered = await inNetwork('alex', /propose à ce niveau de prendre le chat avec Camille Roy/)
    await person('alex').presses('Accepter', offered)
    await person('camille').sees('Connecté à Alex Chen')
    await person('alex').sees(/prend le relais/, offered)
    const { team, channel } = network()
    const before = [...person('alex').conversations()]
    await service.teams.removeFromTeam(service.teams.account('dominique'), team)
    const home = await person('sophie').findsThread(/Chat avec Camille Roy\n(?!La suite)/)
    assert.notEqual(home.channelId, channel.id)
    const desk = await person('sophie').findsThread(/^Centre de services(?! · niveau)/)
    // Alex is a member of that team too: he goes on there.
    await person('camille').says('Ici ?')
    await person('alex').sees('Ici ?', home)
    await person('alex').says('Je reprends ici.', { in: home })
    await person('camille').sees('Je reprends ici.')
    // It waits there, is counted there, and goes to a colleague there.
    await passes('alex', 'queue', 'À qui veut', home)
    person('alex').closeDialog()
    await person('sophie').sees('1 chat en attente', desk)
    await person('sophie').presses('Prendre', home)
    await passes('sophie', `person:${service.teams.account('karim').objectId}`, 'Pour toi', home)
    person('sophie').closeDialog()
    await person('karim').sees('Pour toi', home)
    await person('karim').presses('Accepter', home)
    await person('camille').sees('Connecté à Karim Benali')
    await service.teams.installInTeam(service.teams.account('dominique'), team, channel)
    await person('dominique').presses('Ajouter comme niveau 2', await inNetwork('dominique', 'déjà son équipe'))
    const again = await inNetwork('alex', /Chat avec Camille Roy\n(?!La suite)/, before)
    await person('sophie').sees('Passé au niveau 2', home)
    // So it is also where its card is made true before what is open is hung up at the new desk.
    const db = await connect(service.databaseUrl)
    const [root] = home.messages
    const { id } = (await db.selectFrom('handoffs').select('id').where('state', '=', 'active').execute())[0] ?? {}
    assert.ok(root && id)
    const old = { serviceUrl: service.teams.serviceUrl, conversationId: home.id, activityId: root.id }
    await saveLiveCard(db, handoffSubject(id), 'desk', old)
    await enqueueRefresh({ db, now: Date.now }, handoffSubject(id))
    const last = await inNetwork('alex', /Chat avec Camille Roy\n(?!La suite)/, [...before, again])
    const told = () =>
      person('sophie')
        .shown(home)
        .filter((text) => text.includes('Passé au niveau 2')).length
    await service.eventually('the thread that it left says so', () => told() === 2)
    await db.destroy()
    await person('karim').says('Ici à personne.', { in: home })
    await person('camille').says('Et là ?')
    await person('karim').sees('Et là ?', last)
    await person('karim').says('Et là aussi.', { in: last })
    await person('camille').sees('Et là aussi.')
    assert.ok(
      !person('camille')
        .shown()
        .some((text) => text.includes('Ici à personne')),
    )
    await person('camille').presses('Terminer le chat')
  })
})
