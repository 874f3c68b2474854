import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { actionsOf, inputsOf } from '../simulator/card-reader.ts'
import { type Conversation, cardOf, type Json, type Message } from '../simulator/chats.ts'
import { createClient } from '../simulator/client.ts'
import type { Account } from '../simulator/directory.ts'
import { sampleDirectory } from '../simulator/directory.ts'
import { crowdOf } from './crowd.ts'
import { type Service, startService } from './service.ts'

const CHAT = 'Chat avec un analyste'

describe('what Teams delivers more than once (C1)', () => {
  let service: Service
  let next = 0
  before(async () => {
    service = await startService({}, { directory: crowdOf(8) })
    await service.settle()
  })
  after(() => service.close())

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

  it('queues once, ends once, and goes on duty once, for every button pressed four times', async () => {
    const employee = service.person(`e${next++}`)
    const { name } = employee.account
    const sophie = service.person('sophie')
    const desk = await sophie.findsThread('Centre de services')
    const press = async (person: typeof employee, conversation: Conversation, message: Message, title: string) => {
      const action = buttonOf(person.account, message, title)
      const value = { action: { type: 'Action.Execute', verb: action['verb'], data: action['data'] } }
      return await fourTimes(person.account, conversation, 'adaptiveCard/action', value, message.id)
    }
    await press(sophie, desk, desk.messages[0] as Message, 'Prendre mon service')
    await sophie.sees('1 analyste de service', desk)
    const menu = await employee.says('bonjour').then(() => employee.sees('Nous sommes en ligne'))
    await press(employee, employee.chat(), menu, CHAT)
    const thread = await sophie.findsThread(`${name} attend`)
    await press(sophie, thread, thread.messages[0] as Message, 'Prendre')
    const talk = await employee.sees('Connecté à Sophie Martin')
    assert.equal(employee.shown().filter((text) => text.includes('Connecté')).length, 1)
    await press(employee, employee.chat(), talk, 'Terminer le chat')
    const ends = () => sophie.shown(thread).filter((text) => text.startsWith(`Terminé par ${name}`)).length - 1
    await service.eventually('the thread says that it ended', () => ends() > 0)
    await employee.says('encore là ?')
    await employee.sees('Bonjour Employé')
    assert.equal(ends(), 1)
  })

  it('opens one incident for a dialog that is sent four times', async () => {
    const employee = service.person(`e${next++}`)
    await employee.presses('Créer un incident')
    const { dialog } = employee
    assert.ok(dialog && 'card' in dialog.content)
    const { card } = dialog.content
    const fields = Object.fromEntries(inputsOf(card).map(({ id, value }) => [id, value]))
    const data = {
      ...(actionsOf(card)[0]?.action['data'] as object),
      ...fields,
      title: 'Une fois',
      description: 'une seule',
    }
    const answers = await fourTimes(employee.account, employee.chat(), 'task/submit', { data })
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1, 'the answers differ')
    await employee.sees(/Incident INC-\d+ créé/)
    const another = await service.teams.invoke(employee.account, employee.chat(), 'task/submit', { data })
    assert.match(JSON.stringify(another.body), /INC-\d+/)
    const opened = employee.shown().filter((text) => text.includes('créé'))
    assert.equal(opened.length, 1, 'the number was told more than once')
  })

  it('counts a comment and a resolution once', async () => {
    const employee = service.person(`e${next++}`)
    const sophie = service.person('sophie')
    await employee.presses('Créer un incident')
    employee.fills({ title: 'Souris', description: 'Elle saute.' })
    await employee.presses('Enregistrer')
    const thread = await sophie.findsThread(/Nouvel incident INC-\d+[\s\S]*Souris/)
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
    await employee.sees(/Votre incident INC-\d+ est résolu/)
    assert.equal(employee.shown().filter((text) => text.includes('Nouveau commentaire')).length, 1)
    assert.equal(employee.shown().filter((text) => text.includes('est résolu')).length, 1)
  })

  it('relays a message once that is delivered three times with the same id', async () => {
    const employee = service.person(`e${next++}`)
    const { name } = employee.account
    const sophie = service.person('sophie')
    await employee.says('Bonjour')
    await employee.sees('Nous sommes en ligne')
    await employee.presses(CHAT)
    const thread = await sophie.findsThread(`${name} attend`)
    const activity = service.teams.activity(employee.account, employee.chat(), {
      type: 'message',
      text: 'encore',
      textFormat: 'plain',
    })
    await Promise.all([1, 2, 3].map(() => service.teams.deliver(activity)))
    await employee.says('fini')
    await sophie.sees('fini', thread)
    assert.equal(sophie.shown(thread).filter((text) => text.includes('encore')).length, 1)
  })

  it('rescues an old card: it shows the present state instead of an error (F2)', async () => {
    const employee = service.person(`e${next++}`)
    const { name } = employee.account
    const [sophie, karim] = [service.person('sophie'), service.person('karim')]
    await employee.says('Bonjour')
    await employee.sees('Nous sommes en ligne')
    await employee.presses(CHAT)
    const thread = await sophie.findsThread(`${name} attend`)
    const root = thread.messages[0] as Message
    const take = buttonOf(karim.account, root, 'Prendre')
    await sophie.presses('Prendre', thread)
    await karim.act(thread, root, take, {})
    await karim.sees(/Pris par Sophie Martin à \d/, thread)
    const talk = await employee.sees('Connecté à Sophie Martin')
    const end = buttonOf(employee.account, talk, 'Terminer le chat')
    await employee.act(employee.chat(), talk, end, {})
    await employee.act(employee.chat(), talk, end, {})
    await karim.act(thread, root, take, {})
    await karim.sees(new RegExp(`Terminé par ${name}`), thread)
    assert.deepEqual([...employee.toasts, ...karim.toasts], [])
  })

  it('obeys the buttons of a client that is too old for Action.Execute', async () => {
    const employee = service.person(`e${next++}`)
    const { name } = employee.account
    const menu = await employee.says('Bonjour').then(() => employee.sees('Nous sommes en ligne'))
    const fallback = buttonOf(employee.account, menu, CHAT)['fallback'] as Json
    await employee.act(employee.chat(), menu, fallback, {})
    await service.person('sophie').findsThread(`${name} attend`)
    await employee.sees('Nous cherchons un analyste pour vous')
  })
  it('answers a slow bot’s menu once though Teams asked again', async () => {
    const own = await startService({}, { patienceMs: 1 })
    const camille = own.person('camille')
    await own.teams.installForPerson(camille.account)
    await camille.says('bonjour')
    await own.eventually('a menu came', () => camille.shown().some((text) => text.includes('Sélectionnez')))
    await new Promise((resolve) => setTimeout(resolve, 300))
    const menus = camille.chat().messages.filter(({ from }) => from === 'bot').length
    assert.equal(menus, 2, 'one for the installation, one for the message')
    await own.close()
  })

  it('gives a handoff to one of fifty who press at once; the others see who has it (C8)', async () => {
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
    const own = await startService(
      {},
      { directory: { ...directory, accounts: [...directory.accounts, ...crowd], teams } },
    )
    await own.settle('sophie')
    const camille = own.person('camille')
    await camille.says('Bonjour')
    await camille.sees('Nous sommes en ligne')
    await camille.presses(CHAT)
    const thread = await own.person('sophie').findsThread('Camille Roy attend')
    const root = thread.messages[0] as Message
    const action = buttonOf(crowd[0] as Account, root, 'Prendre')
    const clients = crowd.map((account) => createClient(own.teams, account))
    await Promise.all(clients.map((client) => client.act(thread, root, action, {})))
    await camille.sees(/Connecté à Analyste \d+/)
    assert.equal(camille.shown().filter((text) => text.includes('Connecté')).length, 1)
    const winner = /Connecté à (Analyste \d+)/.exec(camille.shown().join('\n'))?.[1]
    await own.person('karim').sees(new RegExp(`Pris par ${winner} à \\d`), thread)
    for (const { account } of clients) {
      const own = account.name === winner
      const card = cardOf(root, account.key)
      const offered = actionsOf(card ?? {}).filter(({ title }) => title === 'Terminer le chat').length
      if (!own) assert.equal(offered, 0, `${account.name} is offered the winner’s buttons`)
    }
    await own.close()
  })
})
