import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { actionsOf, inputsOf } from '../simulator/card-reader.ts'
import { type Conversation, cardOf, type Json, type Message } from '../simulator/chats.ts'
import { createClient } from '../simulator/client.ts'
import type { Account } from '../simulator/directory.ts'
import { sampleDirectory } from '../simulator/directory.ts'
import { type Service, startService } from './service.ts'

const CHAT = 'Chat avec un analyste'

describe('what Teams delivers more than once', () => {
  let service: Service
  afterEach(() => service.close())

  /** Sends the same invoke four times, each with an id of its own, as Teams does when it thinks nobody heard. */
  async function fourTimes(account: Account, conversation: Conversation, name: string, value: object, cardId?: string) {
    const send = () => service.teams.invoke(account, conversation, name, value, cardId)
    return await Promise.all([send(), send(), send(), send()])
  }

  function buttonOf(account: Account, message: Message, title: string): Json {
    const button = actionsOf(cardOf(message, account.key) ?? {}).find((candidate) => candidate.title === title)
    assert.ok(button, `no button ${title}`)
    return button.action
  }

  it('opens one incident for a dialog that is sent four times', async () => {
    service = await startService()
    await service.settle()
    const camille = service.person('camille')
    await camille.presses('Créer un incident')
    const { dialog } = camille
    assert.ok(dialog && 'card' in dialog.content)
    const { card } = dialog.content
    const fields = Object.fromEntries(inputsOf(card).map(({ id, value }) => [id, value]))
    const data = {
      ...(actionsOf(card)[0]?.action['data'] as object),
      ...fields,
      title: 'Une fois',
      description: 'une seule',
    }
    const answers = await fourTimes(camille.account, camille.chat(), 'task/submit', { data })
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1, 'the answers differ')
    await camille.sees('Incident INC-1001 créé')
    const another = await service.teams.invoke(camille.account, camille.chat(), 'task/submit', { data })
    assert.match(JSON.stringify(another.body), /INC-1001/)
    const opened = camille.shown().filter((text) => text.includes('créé'))
    assert.equal(opened.length, 1, 'the number was told more than once')
  })

  it('counts a comment and a resolution once', async () => {
    service = await startService()
    await service.settle()
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Souris', description: 'Elle saute.' })
    await camille.presses('Enregistrer')
    const thread = await sophie.findsThread('Nouvel incident INC-1001')
    for (const [button, text] of [
      ['Commenter', 'vu'],
      ['Résoudre', 'remplacée'],
    ] as const) {
      await sophie.presses(button, thread)
      assert.ok(sophie.dialog && 'card' in sophie.dialog.content)
      const action = actionsOf(sophie.dialog.content.card)[0]?.action
      const data = { ...(action?.['data'] as object), text, visibility: 'comment' }
      const answers = await fourTimes(sophie.account, thread, 'task/submit', { data })
      assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1, 'the answers differ')
      sophie.closeDialog()
    }
    await camille.sees('Votre incident INC-1001 est résolu')
    assert.equal(camille.shown().filter((text) => text.includes('Nouveau commentaire')).length, 1)
    assert.equal(camille.shown().filter((text) => text.includes('est résolu')).length, 1)
  })

  it('queues once, ends once, and goes on duty once, for every button pressed four times', async () => {
    service = await startService()
    await service.settle()
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    const desk = await sophie.findsThread('Centre de services')
    const press = async (person: typeof camille, conversation: Conversation, message: Message, title: string) => {
      const action = buttonOf(person.account, message, title)
      const value = { action: { type: 'Action.Execute', verb: action['verb'], data: action['data'] } }
      return await fourTimes(person.account, conversation, 'adaptiveCard/action', value, message.id)
    }
    await press(sophie, desk, desk.messages[0] as Message, 'Prendre mon service')
    await sophie.sees('1 analyste de service', desk)
    const menu = await camille.says('bonjour').then(() => camille.sees('Nous sommes en ligne'))
    await press(camille, camille.chat(), menu, CHAT)
    const thread = await sophie.findsThread('Camille Roy attend')
    await press(sophie, thread, thread.messages[0] as Message, 'Prendre')
    const talk = await camille.sees('Connecté à Sophie Martin')
    assert.equal(camille.shown().filter((text) => text.includes('Connecté')).length, 1)
    await press(camille, camille.chat(), talk, 'Terminer le chat')
    const ends = () => sophie.shown(thread).filter((text) => text.startsWith('Terminé par Camille Roy')).length - 1
    await service.eventually('the thread says that it ended', () => ends() > 0)
    await camille.says('encore là ?')
    await camille.sees('Bonjour Camille')
    assert.equal(ends(), 1)
  })

  it('relays a message once that is delivered three times with the same id', async () => {
    service = await startService()
    await service.settle('sophie')
    const [camille, sophie] = [service.person('camille'), service.person('sophie')]
    await camille.says('Bonjour')
    await camille.sees('Nous sommes en ligne')
    await camille.presses(CHAT)
    const thread = await sophie.findsThread('Camille Roy attend')
    const activity = service.teams.activity(camille.account, camille.chat(), {
      type: 'message',
      text: 'encore',
      textFormat: 'plain',
    })
    await Promise.all([1, 2, 3].map(() => service.teams.deliver(activity)))
    await camille.says('fini')
    await sophie.sees('fini', thread)
    assert.equal(sophie.shown(thread).filter((text) => text.includes('encore')).length, 1)
  })

  it('answers a slow bot’s menu once though Teams asked again', async () => {
    service = await startService({}, { patienceMs: 1 })
    const camille = service.person('camille')
    await service.teams.installForPerson(camille.account)
    await camille.says('bonjour')
    await service.eventually('a menu came', () => camille.shown().some((text) => text.includes('Sélectionnez')))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const menus = camille.chat().messages.filter(({ from }) => from === 'bot').length
    assert.equal(menus, 2, 'one for the installation, one for the message')
  })

  it('gives a handoff to one of fifty who press at once; the others see who has it', async () => {
    const directory = sampleDirectory()
    const crowd = Array.from({ length: 50 }, (_, n): Account => {
      const objectId = randomUUID()
      const name = `Analyste ${n}`
      return {
        key: `a${n}`,
        objectId,
        teamsId: `29:${objectId}`,
        name,
        role: 'analyst',
        locale: 'fr-FR',
        timeZone: 'Europe/Paris',
      }
    })
    const keys = crowd.map(({ key }) => key)
    const teams = directory.teams.map((team, n) => (n === 0 ? { ...team, members: [...team.members, ...keys] } : team))
    service = await startService(
      {},
      { directory: { ...directory, accounts: [...directory.accounts, ...crowd], teams } },
    )
    await service.settle('sophie')
    const camille = service.person('camille')
    await camille.says('Bonjour')
    await camille.sees('Nous sommes en ligne')
    await camille.presses(CHAT)
    const thread = await service.person('sophie').findsThread('Camille Roy attend')
    const root = thread.messages[0] as Message
    const action = buttonOf(crowd[0] as Account, root, 'Prendre')
    const clients = crowd.map((account) => createClient(service.teams, account))
    await Promise.all(clients.map((client) => client.act(thread, root, action, {})))
    await camille.sees(/Connecté à Analyste \d+/)
    assert.equal(camille.shown().filter((text) => text.includes('Connecté')).length, 1)
    const winner = /Connecté à (Analyste \d+)/.exec(camille.shown().join('\n'))?.[1]
    await service.person('karim').sees(new RegExp(`Pris par ${winner} à \\d`), thread)
    for (const { account } of clients) {
      const own = account.name === winner
      const card = cardOf(root, account.key)
      const offered = actionsOf(card ?? {}).filter(({ title }) => title === 'Terminer le chat').length
      if (!own) assert.equal(offered, 0, `${account.name} is offered the winner’s buttons`)
    }
  })

  it('rescues an old card: it shows the present state instead of an error (F2)', async () => {
    service = await startService()
    await service.settle('sophie')
    const [camille, sophie, karim] = [service.person('camille'), service.person('sophie'), service.person('karim')]
    await camille.says('Bonjour')
    await camille.sees('Nous sommes en ligne')
    await camille.presses(CHAT)
    const thread = await sophie.findsThread('Camille Roy attend')
    const root = thread.messages[0] as Message
    const take = buttonOf(karim.account, root, 'Prendre')
    await sophie.presses('Prendre', thread)
    await karim.act(thread, root, take, {})
    await karim.sees(/Pris par Sophie Martin à \d/, thread)
    const talk = await camille.sees('Connecté à Sophie Martin')
    const end = buttonOf(camille.account, talk, 'Terminer le chat')
    await camille.act(camille.chat(), talk, end, {})
    await camille.act(camille.chat(), talk, end, {})
    await karim.act(thread, root, take, {})
    await karim.sees(/Terminé par Camille Roy/, thread)
    assert.deepEqual([...camille.toasts, ...karim.toasts], [])
  })

  it('obeys the buttons of a client that is too old for Action.Execute', async () => {
    service = await startService()
    await service.settle('sophie')
    const camille = service.person('camille')
    const menu = await camille.says('Bonjour').then(() => camille.sees('Nous sommes en ligne'))
    const fallback = buttonOf(camille.account, menu, CHAT)['fallback'] as Json
    await camille.act(camille.chat(), menu, fallback, {})
    await service.person('sophie').findsThread('Camille Roy attend')
    await camille.sees('Nous cherchons un analyste pour vous')
  })
})
