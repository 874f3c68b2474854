import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { forgetShares, SHARES, useShare } from '../../services/access/shares.ts'
import { connect } from '../../services/db/connect.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { crowdOf } from '../crowd.ts'
import { type Service, startService } from '../service.ts'

const OTHERS = 10
/** How long anybody else may wait for what one person's flood could have delayed (X-H1). */
const MOST_MS = 3_000

describe('fair shares (X-H1)', () => {
  let service: Service
  before(async () => {
    service = await startService({}, { limits: true, directory: crowdOf(OTHERS) })
    await service.settle('sophie')
  })
  after(() => service.close())

  const incident = (title: string, more: object = {}) => ({
    data: { verb: 'ticket.open', nonce: randomUUID(), title, description: 'x', urgency: 'high', ...more },
  })

  it('300 incidents by one person delay nobody else’s chat', async () => {
    const camille = service.person('camille')
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        service.teams.invoke(camille.account, camille.chat(), 'task/submit', incident(`inondation ${n}`)),
      ),
    )
    const opened = answers.filter(({ body }) => JSON.stringify(body).includes('INC-'))
    assert.equal(opened.length, SHARES.incidents.most)
    const told = answers.find(({ body }) => JSON.stringify(body).includes('beaucoup d’incidents'))
    assert.match(JSON.stringify(told?.body), /inondation \d+/, 'what was typed is shown again')
    for (let n = 0; n < OTHERS; n += 1) {
      const other = service.person(`e${n}`)
      await other.says('Bonjour')
      await other.sees('Nous sommes en ligne')
      const began = Date.now()
      await other.presses('Chat avec un analyste')
      await service.person('sophie').findsThread(`${other.account.name} attend`)
      const took = Date.now() - began
      assert.ok(took < MOST_MS, `the desk saw ${other.account.name} after ${took} ms`)
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
  })

  it('300 incidents for somebody who talks delay none of the words to them', async () => {
    const [noah, sophie] = [service.person('noah'), service.person('sophie')]
    const thread = await service.beginChat('noah')
    const karim = service.person('karim')
    const forNoah = { requester: noah.account.objectId }
    await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        service.teams.invoke(karim.account, karim.chat(), 'task/submit', incident(`pour Noah ${n}`, forNoah)),
      ),
    )
    const began = Date.now()
    await sophie.says('Je regarde votre VPN.', { in: thread })
    await noah.sees('Je regarde votre VPN.')
    assert.ok(Date.now() - began < MOST_MS, `${Date.now() - began} ms`)
    const told = noah.shown().filter((text) => /Incident INC-\d+ créé/.test(text)).length
    assert.ok(told <= SHARES.incidentsForOthers.most, `${told} incidents were opened for somebody else`)
  })

  it('somebody who asks and cancels again and again is told when there is room again', async () => {
    const erin = service.person('erin')
    await erin.says('Hello')
    await erin.sees('We are online')
    const press = async (verb: string, data: object) =>
      JSON.stringify(
        (
          await service.teams.invoke(erin.account, erin.chat(), 'adaptiveCard/action', {
            action: { type: 'Action.Execute', verb, data },
          })
        ).body,
      )
    for (let n = 0; n < SHARES.chats.most; n += 1) {
      const shown = await press('handoff.request', {})
      const handoffId = /"handoffId":"([^"]+)"/.exec(shown)?.[1]
      assert.ok(handoffId, shown)
      await press('handoff.cancel', { handoffId })
    }
    assert.match(await press('handoff.request', {}), /asked for too many chats/)
    // Requests that ended before their turn came hang nowhere: the desk reads of few of them.
    const threads = service
      .person('sophie')
      .conversations()
      .filter(({ messages }) => JSON.stringify(messages[0]?.attachments ?? '').includes('Erin Walsh'))
    assert.ok(threads.length < SHARES.chats.most, `${threads.length} threads`)
  })

  it('hold for comments and files that come at once, too', async () => {
    const lea = service.person('e0')
    await service.teams.invoke(lea.account, lea.chat(), 'task/submit', incident('écran noir'))
    const db = await connect(service.databaseUrl)
    const { id: ticketId } = await db
      .selectFrom('tickets')
      .select('id')
      .where('title', '=', 'écran noir')
      .executeTakeFirstOrThrow()
    const more = SHARES.comments.most + 10
    const comments = await Promise.all(
      Array.from({ length: more }, (_, n) => {
        const data = { verb: 'ticket.comment', nonce: randomUUID(), ticketId, text: `encore ${n}` }
        return service.teams.invoke(lea.account, lea.chat(), 'task/submit', { data })
      }),
    )
    const refused = comments.filter(({ body }) => JSON.stringify(body).includes('demandes ou de commentaires'))
    assert.equal(refused.length, more - SHARES.comments.most)

    const file = { type: 'text/plain', name: 'journal.txt', bytes: Buffer.from('ligne 1\n') }
    const messages = SHARES.files.most / 10 + 2
    await Promise.all(
      Array.from({ length: messages }, (_, n) => lea.says(`journal ${n}`, { uploads: new Array(10).fill(file) })),
    )
    await lea.sees('trop de fichiers')
    const files = await db.selectFrom('files').select('id').where('author_id', '=', lea.account.objectId).execute()
    await db.destroy()
    assert.equal(files.length, SHARES.files.most)
  })

  it('hold so much at once, drain with time, say until when, and are one person’s own', async () => {
    const db = await connect(service.databaseUrl)
    const [most, step] = [SHARES.chats.most, SHARES.chats.ms / SHARES.chats.most]
    const [one, other] = ['one', 'other'].map((objectId) => ({ tenantId: 't', objectId }))
    const use = (person: PersonKey | undefined, at: number, amount?: number) =>
      useShare({ db, now: () => at }, person ?? assert.fail(), 'chats', amount)
    const together = await Promise.all(Array.from({ length: most + 2 }, () => use(one, 5_000)))
    assert.deepEqual(
      together.filter((tooMany) => tooMany !== undefined),
      new Array(2).fill({ tooMany: true, until: 5_000 + step }),
    )
    assert.equal(await use(other, 5_000), undefined)
    assert.ok(await use(one, 5_000 + step - 1))
    assert.equal(await use(one, 5_000 + step), undefined)
    assert.ok(await use(one, 5_000 + step))
    assert.ok(await use(one, 5_000 + 3 * step, 4), 'more than is left: none of it')
    assert.equal(await use(one, 5_000 + 3 * step, 2), undefined)
    await forgetShares(db, 5_000 + 20 * step)
    assert.equal(await use(one, 5_000, most), undefined, 'what drained is forgotten')
    await db.destroy()
  })
})
