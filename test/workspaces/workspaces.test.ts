import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { workspaceCommands } from '../../bot/workspaces/command.ts'
import { connect } from '../../services/db/connect.ts'
import { findLiveCard, saveLiveCard } from '../../services/notices/live-cards.ts'
import { enqueueRefresh } from '../../services/notices/tell.ts'
import { ticketSubject } from '../../services/tickets/ticket.ts'
import { listWorkspaces } from '../../services/workspaces/store.ts'
import { actionsOf } from '../../simulator/card-reader.ts'
import { type Conversation, cardOf, type Message } from '../../simulator/chats.ts'
import { runCommand } from '../command.ts'
import { type Service, startService } from '../service.ts'

describe('more than one workspace', () => {
  let service: Service
  let support: Conversation
  let sales: Conversation
  let incident: Conversation
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    support = await service.person('sophie').findsThread('Centre de services')
  })
  after(() => service.close())

  /** As a card writes it: no break before a colon, or inside quotes. */
  const nb = (text: string) => text.replace(/ (?=[:»])|(?<=«) /g, '\u00a0')
  const person = (key: string) => service.person(key)
  const idOf = (key: string) => service.teams.account(key).objectId
  const tenantId = () => service.teams.directory.tenantId
  const run = (...args: string[]) => runCommand(service, workspaceCommands, ...args)
  /** The menu that answers somebody now: other news may come at the same moment. */
  async function menu(key: string): Promise<Message> {
    const { messages } = person(key).chat()
    const { id } = await person(key).says('bonjour')
    const find = () =>
      messages
        .slice(messages.findIndex((its) => its.id === id))
        .find((its) => titlesIn(its, key).some((title) => /^(Vérifier l'état|Check the status)/.test(title)))
    await service.eventually('a menu answers', () => find() !== undefined)
    return find() as Message
  }
  const titlesIn = (message: Message, key: string) => actionsOf(cardOf(message, key) ?? {}).map(({ title }) => title)
  const titles = async (key: string) => titlesIn(await menu(key), key)
  async function opens(key: string, ...buttons: readonly string[]): Promise<void> {
    await menu(key)
    for (const button of buttons) await person(key).presses(nb(button))
  }
  /** Fills the open dialog, saves it, and closes what it shows then. */
  async function saves(key: string, fields: Readonly<Record<string, string>>, button: string, shown: string | RegExp) {
    person(key).fills(fields)
    await person(key).presses(button)
    const text = person(key).seesDialog(shown)
    person(key).closeDialog()
    return text
  }
  async function workspaceId(name: string): Promise<string> {
    const db = await connect(service.databaseUrl)
    const found = (await listWorkspaces(db, tenantId())).find((its) => its.name === name)
    await db.destroy()
    assert.ok(found)
    return found.id
  }
  async function enters(key: string, name: string): Promise<void> {
    await opens(key, await linkTo(key), 'Changer d’espace de travail')
    await saves(key, { workspace: await workspaceId(name) }, 'Changer', /Vous êtes dans l’espace de travail/)
  }
  async function linkTo(key: string): Promise<string> {
    const link = (await titles(key)).find((title) => title.startsWith('Espace de travail'))
    assert.ok(link, 'the menu says nothing of workspaces')
    return link
  }
  const allTextIn = (thread: Conversation) => JSON.stringify(thread.messages)

  it('says nothing of workspaces where there is one by itself (S1.1, S1.9)', async () => {
    assert.deepEqual(await titles('camille'), [
      'Catalogue de services',
      'Envoyez-nous vos commentaires',
      'Chat avec un analyste',
      'Créer un incident',
      "Vérifier l'état d'un incident",
    ])
  })

  it('is made by whoever may create them, with an administrator of its own (S1.2, S1.3, S1.5, S1.14)', async () => {
    await opens('dominique', 'Administration', 'Espace de travail', 'Nouvel espace de travail')
    await saves(
      'dominique',
      { title: 'Ventes', administrator: idOf('noah') },
      'Créer',
      /L’espace de travail «\sVentes\s» est créé/,
    )
    await opens('dominique', 'Administration', 'Espace de travail', 'Nouvel espace de travail')
    await saves('dominique', { title: 'ventes', administrator: idOf('noah') }, 'Créer', 'porte déjà ce nom')
  })

  it('is entered by an invitation that is accepted from a card, one for each workspace (S1.15, S1.16)', async () => {
    await person('noah').sees(/Dominique Lavoie vous invite à rejoindre l’espace de travail «\sVentes\s»/)
    const before = await titles('noah')
    assert.ok(before.includes(nb('✉ Invitation : Ventes')), String(before))
    await person('noah').presses(nb('✉ Invitation : Ventes'))
    await person('noah').presses('Accepter')
    await person('noah').sees(/Vous êtes dans l’espace de travail «\sVentes\s»/)
    assert.ok((await titles('noah')).includes('Administration'), 'Noah administers Ventes')
    await person('noah').presses('Administration')
    const { messages } = person('noah').chat()
    await person('noah').sees('Version 1 en vigueur')
    const offered = titlesIn(messages.at(-1) as Message, 'noah')
    assert.ok(!offered.some((title) => title.startsWith('Revenir')), 'before version 1 nobody administers it')

    await opens('noah', 'Espace de travail : Ventes', 'Membres', 'Inviter')
    await saves('noah', { people: '' }, 'Envoyer les invitations', 'Choisissez au moins une personne')
    await opens('noah', 'Espace de travail : Ventes', 'Membres', 'Inviter')
    const people = [idOf('camille'), idOf('erin')].join(',')
    await saves('noah', { people }, 'Envoyer les invitations', '2 personnes ont été invitées')
    await opens('noah', 'Espace de travail : Ventes', 'Membres')
    await person('noah').sees(/Camille Roy\s: invitation envoyée par Noah Petit/)
    await person('camille').sees(/Noah Petit vous invite/)
    await person('camille').presses('Accepter')
    await person('camille').sees(/Vous êtes dans l’espace de travail «\sVentes\s»/)
    // The same press, delivered once more under another id: the card says what is.
    const pressed = {
      action: { type: 'Action.Execute', verb: 'invitation.accept', data: { workspaceId: await workspaceId('Ventes') } },
    }
    const again = await service.teams.invoke(
      person('camille').account,
      person('camille').chat(),
      'adaptiveCard/action',
      pressed,
    )
    assert.match(JSON.stringify(again.body), /Vous êtes dans l’espace de travail/)
    await person('erin').presses('Decline')
    await person('erin').sees('You declined the invitation')
    assert.ok(!(await titles('erin')).some((title) => title.includes('Ventes')))
  })

  it('is not for whoever was not invited, whatever they send (S1.4)', async () => {
    const id = await workspaceId('Ventes')
    const invoke = async (key: string, name: string, value: object) =>
      JSON.stringify((await service.teams.invoke(person(key).account, person(key).chat(), name, value)).body)
    const data = { workspaceId: id, workspace: id, nonce: randomUUID() }
    const execute = (verb: string) => ({ action: { type: 'Action.Execute', verb, data } })
    for (const verb of ['invitation.show', 'invitation.accept', 'invitation.decline'])
      assert.match(await invoke('erin', 'adaptiveCard/action', execute(verb)), /activity\.message/)
    const chosen = await invoke('erin', 'task/submit', { data: { ...data, verb: 'workspace.choose' } })
    assert.match(chosen, /no longer have access/)
    assert.match(await invoke('camille', 'adaptiveCard/action', execute('member.show')), /activity\.message/)
    assert.ok(!(await titles('camille')).includes('Administration'), 'Camille does not administer it')
  })

  it('has a desk of its own, confirmed by its administrator, whose card says which it is (S1.20, C10)', async () => {
    const [, team] = service.teams.directory.teams
    const channel = team?.channels[0]
    assert.ok(team && channel)
    await service.teams.installInTeam(service.teams.account('noah'), team, channel)
    const asked = await person('noah').findsThread(/Espace de travail\s: Ventes/)
    await person('noah').presses('Confirmer ce canal', asked)
    sales = await person('noah').findsThread('Centre de services · Ventes')
    await person('noah').presses('Prendre mon service', sales)
    await person('noah').sees('Noah Petit', sales)
  })

  it('keeps chats and incidents apart from those of the others (S1.4, S1.20)', async () => {
    await service.ask('camille', 'Le devis ne part pas')
    const chat = await person('noah').findsThread('Camille Roy attend')
    assert.equal(chat.channelId, sales.channelId)
    const take = { handoffId: /"handoffId":"([^"]+)"/.exec(allTextIn(chat))?.[1] }
    const action = { type: 'Action.Execute', verb: 'handoff.take', data: take }
    const { body } = await service.teams.invoke(person('sophie').account, support, 'adaptiveCard/action', { action })
    assert.match(JSON.stringify(body), /activity\.message/)
    await person('noah').presses('Prendre', chat)
    await person('camille').sees('Connecté à Noah Petit')
    await person('noah').presses('Terminer le chat', chat)
    await person('camille').sees(/terminé/i)

    await opens('camille', 'Créer un incident')
    await saves('camille', { title: 'Devis bloqué', description: 'Il ne part pas' }, 'Enregistrer', 'INC-1001')
    incident = await person('noah').findsThread('Devis bloqué')
    assert.equal(incident.channelId, sales.channelId)
    for (const its of person('sophie')
      .conversations()
      .filter(({ channelId }) => channelId === support.channelId))
      assert.doesNotMatch(allTextIn(its), /Devis bloqué|Le devis ne part pas/)
  })

  it('is changed by whoever is in several, and remembered; « Tous les espaces de travail » lists all (S1.7)', async () => {
    await enters('camille', '')
    await person('camille').sees('Nous sommes en ligne')
    await opens('camille', 'Créer un incident')
    await saves('camille', { title: 'Clavier', description: 'Cassé' }, 'Enregistrer', 'INC-1002')
    const keyboard = await person('sophie').findsThread('Clavier')
    assert.equal(keyboard.channelId, support.channelId)
    await opens('camille', "Vérifier l'état d'un incident")
    const one = await person('camille').sees('INC-1002')
    assert.doesNotMatch(JSON.stringify(cardOf(one, 'camille')), /INC-1001/)
    await person('camille').presses('Tous les espaces de travail')
    const all = await person('camille').sees(/INC-1001|Devis/)
    assert.match(JSON.stringify(cardOf(all, 'camille')), /· Ventes[\s\S]*INC-1001|INC-1001[\s\S]*· Ventes/)
    // Hers stays hers, wherever she is.
    await person('camille').presses('INC-1001 Devis bloqué')
    await person('camille').sees('Il ne part pas')
    await opens('camille', "Vérifier l'état d'un incident", 'Tous les espaces de travail')
    await person('camille').presses(nb('« Espace de travail par défaut » uniquement'))
    await person('camille').sees('INC-1002')
  })

  it('has settings of its own, that change nothing for the others; colours and modules vary by workspace and role (S0.4, S1.5, S1.20)', async () => {
    await opens('noah', 'Administration', 'Changer les réglages')
    await saves('noah', { chat: 'off', contact: 'Noah', color: 'good' }, 'Vérifier', 'Vos changements sont prêts')
    await person('noah').presses('Activer')
    await person('noah').sees('Version 2 en vigueur')
    assert.ok((await titles('camille')).includes('Chat avec un analyste'))
    await enters('camille', 'Ventes')
    const theirs = await menu('camille')
    assert.ok(!titlesIn(theirs, 'camille').includes('Chat avec un analyste'))
    assert.match(JSON.stringify(cardOf(theirs, 'camille')), /"text":"● Ventes","color":"Good"/)
    assert.ok(!titlesIn(theirs, 'camille').includes('Administration'))
    assert.ok((await titles('noah')).includes('Administration'))
    await opens('noah', 'Administration', 'Journal')
    await person('noah').sees(/Changer les réglages/)
    await opens('dominique', 'Administration', 'Journal')
    const journal = await person('dominique').sees(/Camille Roy\*\* · Créer un incident/)
    assert.doesNotMatch(
      JSON.stringify(cardOf(journal, 'dominique')),
      /Changer les réglages|Camille Roy\*\* · (Répondre|Consulter)/,
    )
  })

  it('moves people and what is theirs without anybody registering again (S1.8)', async () => {
    await opens('noah', 'Espace de travail : Ventes', 'Membres')
    const shown = titlesIn(person('noah').chat().messages.at(-1) as Message, 'noah')
    assert.ok(!shown.includes('Transférer'), 'Noah manages no other workspace')
    const id = await workspaceId('Ventes')
    assert.equal((await run('move', id, idOf('camille'), tenantId())).status, 0)
    await person('camille').sees(/Vous êtes maintenant dans l’espace de travail «\sEspace de travail par défaut\s»/)
    const moved = await person('sophie').findsThread('Devis bloqué')
    assert.equal(moved.channelId, support.channelId)
    await person('noah').sees(/Transféré vers l’espace de travail/, incident)
    // What hangs there since before acts on nothing, and what is said there goes nowhere.
    const before = incident.messages.length
    await person('noah').says('Encore un mot', { in: incident })
    await person('sophie').presses('Prendre', moved)
    await person('camille').sees(/Sophie Martin/)
    assert.ok(incident.messages.length > before)
    await opens('camille', "Vérifier l'état d'un incident")
    const list = await person('camille').sees('INC-1001')
    assert.match(JSON.stringify(cardOf(list, 'camille')), /INC-1002/)
    assert.doesNotMatch(JSON.stringify((await run('members', id)).out), /Camille/)
    // What its requester could not read there stays.
    assert.match((await run('move-incident', tenantId(), 'INC-1002', id)).err, /does not belong to the other workspace/)
    await opens('noah', 'Créer un incident')
    await saves('noah', { title: 'Remise', description: 'Trop grande' }, 'Enregistrer', 'INC-1003')
    const colleague = { title: 'Pour Camille', description: 'x', requester: idOf('camille') }
    await opens('noah', 'Créer un incident')
    await saves('noah', colleague, 'Enregistrer', /membre de cet espace de travail/)
    await person('noah').findsThread('Remise')
    assert.match((await run('move-incident', id, 'INC-1003', tenantId())).out, /Moved/)
    const again = await person('sophie').findsThread('Remise')
    assert.equal(again.channelId, support.channelId)
    assert.match((await run('move', id, idOf('noah'), tenantId())).err, /give them a role: take it away first/)
  })

  it('takes people out at once (S1.4)', async () => {
    const id = await workspaceId('Ventes')
    assert.match((await run('invite', id, idOf('camille'))).out, /Invited/)
    assert.match((await run('invite', id, idOf('camille'))).out, /invited before/)
    await person('camille').presses('Accepter')
    await person('camille').sees(/Vous êtes dans l’espace de travail «\sVentes\s»/)
    // What was being hung up at the desk of before while it was moved hangs at the right one with the next refresh.
    const db = await connect(service.databaseUrl)
    const ticket = (await db.selectFrom('tickets').selectAll().where('number', '=', 'INC-1003').execute())[0]
    assert.ok(ticket)
    const subject = ticketSubject(ticket.id)
    const [root] = incident.messages
    assert.ok(root)
    const wrong = { serviceUrl: service.teams.serviceUrl, conversationId: incident.id, activityId: root.id }
    await saveLiveCard(db, subject, 'desk', wrong)
    const channelOf = async () => (await findLiveCard(db, subject, 'desk'))?.conversationId.split(';')[0]
    assert.equal(await channelOf(), sales.channelId)
    await enqueueRefresh({ db, now: Date.now }, subject)
    await service.eventually('it hangs at its own desk', async () => (await channelOf()) === support.channelId)
    await db.destroy()

    // She waits there for an analyst, and is out of that too.
    const back = { chat: 'on' }
    await opens('noah', 'Administration', 'Changer les réglages')
    await saves('noah', back, 'Vérifier', 'Vos changements sont prêts')
    await person('noah').presses('Activer')
    await person('noah').sees('Version 3 en vigueur')
    await service.ask('camille', 'Encore le devis')
    const waiting = await person('noah').findsThread('Encore le devis')
    await opens('noah', 'Espace de travail : Ventes', 'Membres', 'Retirer')
    await saves('noah', { people: idOf('camille') }, 'Retirer', 'Une personne a été retirée')
    await person('noah').sees(/Camille Roy n’attend plus/, waiting)
    await person('camille').sees(/Vous n’êtes plus membre de l’espace de travail «\sVentes\s»/)
    assert.ok((await titles('camille')).includes('Chat avec un analyste'), 'she is in the default one')
  })

  it('tells its administrators, and those who wait, when its desk is gone', async () => {
    const [, team] = service.teams.directory.teams
    assert.ok(team)
    await service.teams.removeFromTeam(service.teams.account('noah'), team)
    await person('noah').sees(/Espace de travail\s: Ventes[\s\S]*Le centre de services n’a plus de canal[\s\S]*Ventes/)
    await person('dominique').sees('Le centre de services n’a plus de canal')
    await service.ask('camille', 'Bonjour')
    await person('sophie').findsThread('Camille Roy attend')
  })
})
