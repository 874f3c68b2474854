import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db } from '../../services/db/connect.ts'
import { tellFollowers } from '../../services/tickets/announce.ts'
import type { TicketJobs } from '../../services/tickets/jobs.ts'
import { addFollower, addTicket } from '../../services/tickets/store.ts'
import { getDefaultWorkspace, makeDefaultWorkspace } from '../../services/workspaces/store.ts'
import type { Conversation } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'
import { newStore } from '../store.ts'
import { createBrowser } from '../web/browser.ts'

describe('an incident that hits many (F21)', () => {
  let service: Service
  let db: Db
  let thread: Conversation
  before(async () => {
    service = await startService()
    await service.settle('sophie')
    await service.person('camille').presses('Créer un incident')
    service.person('camille').fills({ title: 'Messagerie en panne', description: 'Plus rien', urgency: 'high' })
    await service.person('camille').presses('Enregistrer')
    service.person('camille').closeDialog()
    thread = await service.person('sophie').findsThread('Messagerie en panne')
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })
  const person = (key: string) => service.person(key)
  async function menu(key: string): Promise<string> {
    const { id } = await person(key).says(key === 'erin' ? 'Hello' : 'Bonjour')
    await service.eventually('a menu answers', () => person(key).chat().messages.at(-1)?.id !== id)
    await person(key).refresh(person(key).chat())
    return person(key).shown().at(-1) ?? ''
  }
  const toldOf = (key: string, words: string) =>
    person(key)
      .shown()
      .filter((text) => text.includes(words)).length

  it('is told to everybody who writes; « Moi aussi » is one press, in a chat as on a page', async () => {
    assert.doesNotMatch(await menu('noah'), /Incident général/)
    await person('sophie').presses('Annoncer à tous', thread)
    person('sophie').fills({ text: 'La messagerie est en panne partout. Nous y travaillons.' })
    await person('sophie').presses('Annoncer')
    person('sophie').seesDialog(/INC-1001.: annonce publiée/)
    person('sophie').closeDialog()
    assert.match(await menu('noah'), /Incident général en cours · INC-1001[\s\S]*en panne partout/)
    await person('noah').presses('Moi aussi')
    await person('noah').sees('Nous vous tiendrons au courant')
    await person('sophie').sees('1 personne suit', thread)
    const browser = createBrowser('en')
    await browser.get(`${service.bot.url}/`)
    await browser.follow('Erin Walsh')
    const followed = await browser.press('Me too')
    assert.equal(new URL(followed.url).pathname, '/')
    assert.match(followed.html, /keep you posted/)
    await person('sophie').sees('2 personnes suivent', thread)
  })

  it('tells whoever follows it what is new, once each, and the others nothing', async () => {
    await person('sophie').presses('Annoncer à tous', thread)
    person('sophie').fills({ text: 'Elle revient peu à peu.' })
    await person('sophie').presses('Annoncer')
    person('sophie').closeDialog()
    await person('noah').sees(/Du nouveau sur INC-1001[\s\S]*Elle revient peu à peu/)
    await person('erin').sees(/Update on INC-1001/)
    assert.equal(toldOf('noah', 'Du nouveau sur'), 1)
    assert.equal(toldOf('camille', 'Du nouveau sur'), 0)
    await person('erin').presses('Stop following')
    await person('sophie').sees('1 personne suit', thread)
  })

  it('is over with its resolution, which only its requester reads; then nobody is told of it', async () => {
    await person('sophie').presses('Résoudre', thread)
    person('sophie').fills({ text: 'Serveur de Camille redémarré' })
    await person('sophie').presses('Résoudre')
    person('sophie').closeDialog()
    await person('noah').sees(/INC-1001.: l’incident est terminé[\s\S]*Si le problème persiste/)
    await person('camille').sees('Serveur de Camille redémarré')
    assert.equal(toldOf('noah', 'Serveur de Camille'), 0)
    assert.equal(toldOf('erin', 'is over'), 0, 'who stopped following')
    assert.doesNotMatch(await menu('noah'), /Incident général en cours/)
  })

  it('nobody follows what is not announced, nor is a confidential one ever announced', async () => {
    const { id: ticketId } = await db.selectFrom('tickets').select('id').executeTakeFirstOrThrow()
    await db.updateTable('tickets').set({ state: 'new', announcement: null }).execute()
    const follow = async () =>
      JSON.stringify(
        (
          await service.teams.invoke(person('noah').account, person('noah').chat(), 'adaptiveCard/action', {
            action: { type: 'Action.Execute', verb: 'ticket.follow', data: { ticketId } },
          })
        ).body,
      )
    assert.doesNotMatch(await follow(), /AdaptiveCard/)
    await db.updateTable('tickets').set({ announcement: 'x', confidential: 1 }).execute()
    assert.doesNotMatch(await follow(), /AdaptiveCard/)
    assert.doesNotMatch(await menu('noah'), /Incident général/)
    await db.updateTable('tickets').set({ announcement: null, confidential: 0 }).execute()
  })
})

describe('the news of an incident that hits many', () => {
  it('reaches however many follow it, a page after the other, each once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'announce-'))
    const db = await connect((await newStore(folder)).databaseUrl)
    try {
      const services = { db, now: Date.now }
      const tenantId = randomUUID()
      await makeDefaultWorkspace(services, tenantId, 'fr')
      const { id: workspaceId } = await getDefaultWorkspace(db, tenantId)
      const by = { requester_id: 'camille', requester_name: 'Camille', opener_id: 'camille', opener_name: 'Camille' }
      const { id: ticketId } = await addTicket(db, {
        ...{
          id: randomUUID(),
          key: 'k',
          kind: 'incident',
          workspace_id: workspaceId,
          tenant_id: tenantId,
          number: 'INC-1',
        },
        ...{ title: 'x', description: 'x', urgency: 'high', category: null, state: 'new', ...by },
        ...{ assignee_id: null, assignee_name: null, handoff_id: null, opened_at: 1, updated_at: 1, announcement: 'x' },
      })
      const all = Array.from({ length: 250 }, () => randomUUID())
      for (const objectId of all) await addFollower(services, ticketId, { tenantId, objectId })
      let pages = 0
      for (
        let next: TicketJobs['ticket.tell-followers'] | undefined = { ticketId, isOver: false, followedBy: Date.now() };
        next;
        pages += 1
      ) {
        await tellFollowers(services, next)
        const [job] = await db
          .deleteFrom('jobs')
          .where('task', '=', 'ticket.tell-followers')
          .returning('payload')
          .execute()
        next = job && JSON.parse(job.payload)
      }
      const told = await db.selectFrom('jobs').select('payload').where('task', '=', 'tell.ticket-announced').execute()
      const names = told.map(({ payload }) => JSON.parse(payload).address.person.objectId as string)
      assert.deepEqual(names.toSorted(), all.toSorted())
      assert.equal(pages, 3)
    } finally {
      await db.destroy()
      rmSync(folder, { recursive: true })
    }
  })
})
