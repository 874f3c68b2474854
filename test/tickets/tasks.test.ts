import { strict as assert } from 'node:assert'
import { itemDocument } from '../../services/catalogue/catalogue.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { stepTicket } from '../../services/tickets/step.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { stepsOf } from '../../services/tickets/ticket.ts'
import { actionsOf } from '../../simulator/card-reader.ts'
import { type Conversation, cardOf } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'
import { createBrowser } from '../web/browser.ts'

describe('the steps of a request', () => {
  let service: Service
  let db: Db
  before(async () => {
    service = await startService()
    await service.settle('sophie', 'karim')
    for (const key of ['camille', 'karim', 'erin']) {
      await service.person(key).says('Bonjour')
      await service.person(key).sees(/Sélectionnez|Choose/)
    }
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const at = (path: string) => `${service.bot.url}${path}`
  async function request(name: string, approval: object | null = null) {
    const tasks = ['Commander | Order', 'Préparer | Prepare', 'Remettre | Hand over']
    const item = itemDocument.parse({
      id: 'laptop',
      kind: 'service-request',
      name: 'Portable | Laptop',
      tasks,
      approval,
    })
    await service.activate({ catalogue: [item] })
    const browser = createBrowser(name === 'Erin Walsh' ? 'en' : 'fr')
    await browser.get(at('/catalogue'))
    await browser.follow(name)
    await service.eventually('it is offered', async () =>
      /Portable|Laptop/.test((await browser.get(at('/catalogue'))).html),
    )
    await browser.follow(name === 'Erin Walsh' ? 'Laptop' : 'Portable')
    const sent = await browser.press(name === 'Erin Walsh' ? 'Send' : 'Envoyer')
    return { browser, number: /REQ-\d+/.exec(sent.html)?.[0] ?? '' }
  }
  const ticketOf = async (number: string) => {
    const { id } = await db.selectFrom('tickets').select('id').where('number', '=', number).executeTakeFirstOrThrow()
    return await getTicket(db, id)
  }

  it('are done one after the other, by whoever takes it thereby; the requester sees where it stands', async () => {
    const { browser, number } = await request('Camille Roy')
    const sophie = service.person('sophie')
    const thread = await sophie.findsThread(number)
    await sophie.sees('1 sur 3 · Commander', thread)
    const page = async () => {
      await browser.get(at('/incidents'))
      return (await browser.follow(number)).html
    }
    assert.match(
      await page(),
      /Étapes[\s\S]*class="now"[\s\S]*Commander[\s\S]*prochaine[\s\S]*class="later"[\s\S]*Préparer[\s\S]*à venir/,
    )
    await sophie.presses('Terminer l’étape\u00a0: Commander', thread)
    await sophie.sees(/Sophie Martin[\s\S]*2 sur 3 · Préparer/, thread)
    assert.match(await page(), /Étape «.Commander.» terminée par Sophie Martin/)
    assert.match(await page(), /class="done"[\s\S]*Commander[\s\S]*terminée[\s\S]*class="now"[\s\S]*Préparer/)
    await sophie.presses('Rouvrir l’étape\u00a0: Commander', thread)
    await sophie.sees('1 sur 3 · Commander', thread)
    for (const name of ['Commander', 'Préparer', 'Remettre']) {
      await sophie.presses(`Terminer l’étape\u00a0: ${name}`, thread)
      await service.eventually(`${name} is done`, async () => {
        const { tasks } = await ticketOf(number)
        return tasks.find((its) => its.name.startsWith(name))?.doneAt !== undefined
      })
    }
    await sophie.sees('3 étapes terminées', thread)
    await service.person('camille').presses("Vérifier l'état d'un incident")
    assert.equal((await ticketOf(number)).assignee?.name, 'Sophie Martin')
  })

  it('are in the reader’s language, and come with what others approved of', async () => {
    const { objectId: id, name } = service.teams.account('karim')
    const { browser, number } = await request('Erin Walsh', { approvers: [{ id, name }] })
    const karim = service.person('karim')
    await karim.sees(number)
    await karim.presses('Approuver')
    await service.eventually('it is at the desk', async () => {
      const found = await db.selectFrom('tickets').select('id').where('number', '=', number).execute()
      return found.length === 1
    })
    await browser.get(at('/incidents'))
    assert.match((await browser.follow(number)).html, /Steps[\s\S]*Order[\s\S]*next[\s\S]*Hand over[\s\S]*upcoming/)
  })

  it('are done in no other order, nor twice, nor on what is settled or was changed since', async () => {
    const { number } = await request('Camille Roy')
    const its = await ticketOf(number)
    const [sophie, karim] = ['sophie', 'karim'].map((key) => {
      const { objectId, name } = service.teams.account(key)
      return { tenantId: service.teams.directory.tenantId, objectId, name }
    })
    assert.ok(sophie && karim)
    const services = { db, now: Date.now }
    const step = (ticket: typeof its, position: number, isDone: boolean) =>
      stepTicket(services, ticket, sophie, { position, isDone })
    for (const [position, isDone] of [
      [1, true],
      [0, false],
      [7, true],
    ] as const)
      assert.equal(await step(its, position, isDone), undefined, `${position} ${isDone}`)
    const first = await step(its, 0, true)
    assert.ok(first)
    assert.deepEqual(stepsOf(first), { next: 1, last: 0 })
    assert.equal(await stepTicket(services, first, karim, { position: 0, isDone: true }), undefined)
    assert.equal(
      await stepTicket(services, { ...first, version: first.version - 1 }, karim, { position: 1, isDone: true }),
      undefined,
    )
    assert.equal(await step({ ...first, state: 'resolved' }, 1, true), undefined)
    const entries = await db.selectFrom('ticket_entries').select('kind').where('ticket_id', '=', its.id).execute()
    assert.deepEqual(
      entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('task')),
      ['task-done'],
    )
    // A card from before shows what is, and changes nothing.
    const thread = await service.person('sophie').findsThread(number)
    await service.person('sophie').refresh(thread)
    const old = stepIn(thread)
    await service.person('sophie').presses('Terminer l’étape\u00a0: Préparer', thread)
    await service.teams.invoke(service.teams.account('karim'), thread, 'adaptiveCard/action', { action: old })
    assert.equal(stepsOf(await ticketOf(number)).next, 2)
  })

  function stepIn(thread: Conversation): object {
    const root = thread.messages[0]
    const card = root && cardOf(root, 'karim')
    const found = card && actionsOf(card).find(({ action }) => action['verb'] === 'ticket.step')?.action
    assert.ok(found)
    return found
  }
})
