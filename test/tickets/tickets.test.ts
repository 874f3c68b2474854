import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { connect } from '../../services/db/connect.ts'
import { saveNewThread } from '../../services/notices/live-cards.ts'
import { ticketSubject } from '../../services/tickets/ticket.ts'
import { actionsOf, inputsOf } from '../../simulator/card-reader.ts'
import { type Conversation, cardOf, type Json } from '../../simulator/chats.ts'
import type { Person } from '../../simulator/client.ts'
import { type Service, startService } from '../service.ts'

describe('an incident', () => {
  let service: Service
  let camille: Person
  let sophie: Person
  let noah: Person
  before(async () => {
    service = await startService()
    await service.settle()
    ;[camille, sophie, noah] = [service.person('camille'), service.person('sophie'), service.person('noah')]
    await noah.says('bonjour')
  })
  after(() => service.close())

  async function open(
    person: Person,
    title: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Conversation> {
    await person.says(title)
    await person.sees('Bonjour')
    await person.presses('Créer un incident')
    person.fills({ title, description: `Voici : ${title}`, ...more })
    await person.presses('Enregistrer')
    person.seesDialog(/Incident INC-\d+ créé/)
    person.closeDialog()
    return await sophie.findsThread(title)
  }

  async function list(person: Person): Promise<string> {
    await person.says('état')
    await person.sees('Bonjour')
    await person.presses("Vérifier l'état d'un incident")
    await person.sees('Vos incidents')
    const lists = person.shown().filter((text) => text.startsWith('Vos incidents'))
    return lists.at(-1) ?? ''
  }

  it('is shown with what is wrong, and keeps what was typed, when a client sends it incomplete', async () => {
    await camille.presses('Créer un incident')
    const { dialog } = camille
    assert.ok(dialog && 'card' in dialog.content)
    const data = actionsOf(dialog.content.card)[0]?.action['data'] as object
    const sent = { ...data, title: '   ', description: 'déjà tapé', urgency: 'énorme', category: 'x', requester: 'moi' }
    const { body } = await service.teams.invoke(camille.account, camille.chat(), 'task/submit', { data: sent })
    const card = (body['task'] as { value: { card: { content: Json } } }).value.card.content
    const text = JSON.stringify(card)
    for (const fault of [
      'Le sujet est obligatoire',
      'Choisissez un niveau d’urgence',
      'Choisissez une catégorie',
      'Choisissez un collègue',
    ])
      assert.ok(text.includes(fault), fault)
    assert.equal(inputsOf(card).find(({ id }) => id === 'description')?.value, 'déjà tapé')
    camille.closeDialog()
  })

  it('is listed for who opened it and for whom it is, and for nobody else (S0.33)', async () => {
    await open(camille, 'Badge de Noah', { requester: noah.account.objectId, category: 'devices' })
    await noah.sees(/Créé pour vous par Camille Roy/)
    assert.match(await list(camille), /Badge de Noah\nPar vous, pour Noah Petit/)
    assert.match(await list(noah), /Badge de Noah\nPour vous/)
    assert.match(await list(service.person('dominique')), /Vous n’avez encore ni incident ni demande/)
  })

  it('goes from the desk to its end with everybody told what is theirs', async () => {
    const thread = await open(camille, 'Souris en panne')
    await sophie.presses('Prendre', thread)
    await camille.sees(/Sophie Martin prend en charge votre incident/)
    await sophie.presses('Commenter', thread)
    sophie.fills({ text: 'à l’atelier, sans le dire', visibility: 'work-note' })
    await sophie.presses('Enregistrer')
    sophie.closeDialog()
    await service.person('karim').says('moi aussi je note', { in: thread })
    await sophie.sees('Note interne de Karim Benali', thread)
    await camille.presses('Voir l’incident')
    await camille.sees(/Historique\nCréé par Camille Roy/)
    await camille.presses('Ajouter un commentaire')
    camille.fills({ text: 'Elle a une housse rouge.' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    await sophie.sees(/Camille Roy a commenté l’incident INC-\d+\nElle a une housse rouge\./, thread)
    await sophie.presses('Résoudre', thread)
    sophie.fills({ text: 'Souris remplacée.' })
    await sophie.presses('Résoudre')
    sophie.closeDialog()
    await camille.sees(/Résolu, .*\nVotre incident INC-\d+ est résolu\nSouris remplacée\./)
    assert.doesNotMatch(camille.shown().join('\n'), /à l’atelier|je note/)
  })

  it('keeps who opened it for a colleague informed like the colleague', async () => {
    const thread = await open(camille, 'Écran de Noah', { requester: noah.account.objectId })
    await sophie.presses('Prendre', thread)
    await noah.sees(/Sophie Martin prend en charge votre incident INC-\d+\nÉcran de Noah/)
    await camille.sees(/Sophie Martin prend en charge votre incident INC-\d+\nÉcran de Noah/)
  })

  it('stays readable and usable however much is noted on it', async () => {
    const thread = await open(camille, 'Journal bavard', { description: 'ligne\n'.repeat(600) })
    for (let n = 0; n < 9; n += 1) await sophie.says(`note ${n} ${'"éàü\n'.repeat(1500)}`, { in: thread })
    await sophie.presses('Prendre', thread)
    await service.person('karim').sees(/● En cours[\s\S]*note 8/, thread)
    await sophie.presses('Résoudre', thread)
    sophie.fills({ text: 'Fini.' })
    await sophie.presses('Résoudre')
    sophie.closeDialog()
    await service.person('karim').sees('● Résolu', thread)
  })

  it('follows corrections of the notes below it', async () => {
    const thread = await open(camille, 'Notes corrigées')
    const note = await sophie.says('brouillon', { in: thread })
    await sophie.sees(/Note interne de Sophie Martin.*\nbrouillon/, thread)
    await service.teams.edit(sophie.account, thread, note, { text: 'au propre' })
    await sophie.sees(/Note interne de Sophie Martin.*\nau propre/, thread)
    await service.teams.remove(sophie.account, thread, note)
    const card = () => sophie.shown(thread)[0] ?? ''
    await service.eventually('the note is gone', () => !card().includes('au propre'))
  })

  it('keeps a note that comes before the commit that says what its thread is about', async () => {
    const thread = await open(camille, 'À peine là')
    const number = /INC-\d+/.exec(sophie.shown(thread)[0] ?? '')?.[0] ?? ''
    const db = await connect(service.databaseUrl)
    const { id } = await db.selectFrom('tickets').select('id').where('number', '=', number).executeTakeFirstOrThrow()
    const young = service.teams.openThread(thread.channelId ?? '')
    assert.ok(young)
    await service.person('karim').says('Une nouvelle panne ?', { in: young })
    const said = sophie.says('écrit tout de suite', { in: young })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await saveNewThread(db, ticketSubject(id), {
      serviceUrl: service.teams.serviceUrl,
      conversationId: young.id,
      activityId: young.messages[0]?.id ?? '',
    })
    await said
    await sophie.sees(/Note interne de Sophie Martin.*\nécrit tout de suite/, thread)
    await db.destroy()
  })

  it('is not resolved over a colleague’s change', async () => {
    const thread = await open(camille, 'Clavier collant')
    const old = thread.messages[0]
    assert.ok(old)
    const resolve = actionsOf(cardOf(old, 'sophie') ?? {}).find(({ title }) => title === 'Résoudre')?.action
    assert.ok(resolve)
    await service.person('karim').presses('Prendre', thread)
    await sophie.act(thread, old, resolve, {})
    sophie.seesDialog(/a changé entre-temps/)
    sophie.closeDialog()
    const { data } = resolve as { data: { ticketId: string; version: number } }
    const late = { ...data, verb: 'ticket.resolve', nonce: randomUUID(), text: 'trop tard' }
    const { body } = await service.teams.invoke(sophie.account, thread, 'task/submit', { data: late })
    assert.match(JSON.stringify(body), /rien de votre texte n’a été envoyé/)
    assert.doesNotMatch(sophie.shown(thread).join('\n'), /trop tard/)
  })

  describe('and a stranger', () => {
    let ticketId: string
    let thread: Conversation
    before(async () => {
      thread = await open(camille, 'Dossier confidentiel')
      const card = thread.messages[0] && cardOf(thread.messages[0], 'sophie')
      const action = actionsOf(card ?? {}).find(({ title }) => title === 'Résoudre')?.action
      assert.ok(action)
      ticketId = (action['data'] as { ticketId: string }).ticketId
    })

    const dialogs = {
      'ticket.comment': {},
      'ticket.note': { visibility: 'comment' },
      'ticket.resolve': { version: 1 },
    }
    for (const [verb, more] of Object.entries(dialogs)) {
      it(`cannot open or send ${verb}`, async () => {
        for (const name of ['task/fetch', 'task/submit']) {
          const data = { verb, ticketId, nonce: randomUUID(), text: 'x', ...more }
          const { status, body } = await service.teams.invoke(noah.account, noah.chat(), name, { data })
          assert.equal(status, 200)
          assert.equal((body['task'] as { type: string }).type, 'message')
          assert.doesNotMatch(JSON.stringify(body), /INC-|confidentiel/)
        }
      })
    }

    for (const [verb, more] of Object.entries({
      'ticket.show': {},
      'ticket.take': { version: 1 },
      'handoff.take': { handoffId: randomUUID() },
      'desk.on': { deskId: randomUUID() },
      'no.such.verb': {},
      constructor: {},
    })) {
      it(`gets nothing by ${verb}`, async () => {
        const value = { action: { type: 'Action.Execute', verb, data: { ticketId, ...more } } }
        const { status, body } = await service.teams.invoke(noah.account, noah.chat(), 'adaptiveCard/action', value)
        assert.equal(status, 200)
        assert.equal(body['type'], 'application/vnd.microsoft.activity.message')
        assert.doesNotMatch(JSON.stringify(body), /INC-|confidentiel/)
      })
    }

    it('cannot act at the desk from another team’s channel', async () => {
      const sales = service.teams.directory.teams[1]
      assert.ok(sales)
      const elsewhere = { ...thread, id: `${sales.id};messageid=1`, teamId: sales.id, channelId: sales.id }
      const value = { action: { type: 'Action.Execute', verb: 'ticket.take', data: { ticketId, version: 1 } } }
      const { body } = await service.teams.invoke(noah.account, elsewhere, 'adaptiveCard/action', value)
      assert.match(JSON.stringify(body), /pas permise/)
    })
  })
})

describe('the desk', () => {
  let service: Service
  beforeEach(async () => {
    service = await startService()
  })
  afterEach(() => service.close())

  it('stays where it is when the app is added to another team', async () => {
    await service.settle('sophie')
    const [, sales] = service.teams.directory.teams
    assert.ok(sales?.channels[0])
    await service.teams.installInTeam(service.teams.account('camille'), sales, sales.channels[0])
    const notice = () => [...service.teams.chats.conversations.values()].filter(({ teamId }) => teamId === sales.id)
    await service.eventually('the other team is told', () =>
      JSON.stringify(notice().map(({ messages }) => messages.map((message) => cardOf(message, 'camille')))).includes(
        'déjà son équipe',
      ),
    )
    await service.person('noah').presses('Chat avec un analyste')
    await service.person('sophie').findsThread('Noah Petit attend')
  })

  it('can move: removed from one team, it settles in the next', async () => {
    await service.settle('sophie')
    const [first, sales] = service.teams.directory.teams
    await service.person('camille').presses('Chat avec un analyste')
    await service.person('sophie').findsThread('Camille Roy attend')
    await service.person('noah').presses('Créer un incident')
    service.person('noah').fills({ title: 'Incident qui déménage', description: 'x' })
    await service.person('noah').presses('Enregistrer')
    service.person('noah').closeDialog()
    await service.person('sophie').findsThread('Incident qui déménage')
    assert.ok(first && sales?.channels[0])
    await service.teams.removeFromTeam(service.teams.account('dominique'), first)
    await service.person('erin').says('hello')
    await service.person('erin').sees(/Hello Erin\n● Chat is not available/)
    // Camille may add an app to her team, and is thereby shown nothing (X-M7): who may settle the desk confirms.
    await service.teams.installInTeam(service.teams.account('camille'), sales, sales.channels[0])
    const asked = await service.person('noah').findsThread('Faire de ce canal le centre de services')
    await service.person('noah').presses('Confirmer ce canal', asked)
    assert.match(String(service.person('noah').toasts.at(-1)), /pas permise/)
    assert.doesNotMatch(JSON.stringify(service.person('noah').shown(asked)), /qui déménage|Camille Roy attend/)
    await service.person('dominique').presses('Confirmer ce canal', asked)
    await service.person('noah').findsThread('Centre de services')
    await service.person('noah').findsThread('Camille Roy attend')
    await service.person('noah').findsThread('Incident qui déménage')
  })

  it('sends who mentions it elsewhere to their own chat, and says nothing there', async () => {
    await service.settle('sophie')
    const group = await service.teams.openGroup([service.teams.account('camille'), service.teams.account('noah')])
    await service.person('camille').says('on peut avoir un analyste ?', { in: group, mention: true })
    await service.person('noah').sees('Parlons en privé', group)
  })

  it('shows who is on duty to who calls it in the channel, and keeps still otherwise', async () => {
    await service.settle('sophie')
    const [team] = service.teams.directory.teams
    const channel = team?.channels[1]
    assert.ok(channel)
    const thread = service.teams.openThread(channel.id)
    assert.ok(thread)
    await service.person('karim').says('bonjour à tous', { in: thread })
    await service.person('karim').says('Service', { in: thread, mention: true })
    await service.person('karim').sees('1 analyste de service', thread)
    assert.equal(thread.messages.filter(({ from }) => from === 'bot').length, 1)
  })

  it('lets nobody take their own request', async () => {
    await service.settle('sophie', 'karim')
    await service.person('sophie').says('Mon propre VPN')
    await service.person('sophie').sees('Nous sommes en ligne')
    await service.person('sophie').presses('Chat avec un analyste', service.person('sophie').chat())
    const thread = await service.person('karim').findsThread('Sophie Martin attend')
    await service.person('sophie').presses('Prendre', thread)
    assert.match(service.person('sophie').toasts.at(-1) ?? '', /propre demande/)
    await service.person('karim').presses('Prendre', thread)
    await service.person('sophie').sees('Connecté à Karim Benali')
  })
})
