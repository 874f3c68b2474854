import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, type Db } from '../../services/db/connect.ts'
import { toJson } from '../../services/db/json.ts'
import { transact } from '../../services/db/transact.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import type { Conversation, Json } from '../../simulator/chats.ts'
import { type Service, startService } from '../service.ts'

const MESSAGES = 1_500
const ENTRIES = 1_500
const TICKETS = 3_000
const LONG = 'long '.repeat(5_600)

/** No act reads more than it shows, whatever a chat, an incident or a person has gathered (X-H2, X-L11). */
describe('the time and memory of each act are bounded (X-H2)', () => {
  let service: Service
  let db: Db
  let thread: Conversation
  let about: Conversation
  let ids: { handoffId: string; ticketId: string }

  before(async function () {
    this.timeout(60_000)
    service = await startService()
    await service.settle('sophie', 'karim')
    const camille = service.person('camille')
    await camille.presses('Créer un incident')
    camille.fills({ title: 'Plein', description: 'x' })
    await camille.presses('Enregistrer')
    camille.closeDialog()
    about = await service.person('sophie').findsThread('INC-1001')
    thread = await service.beginChat()
    const find = (where: Conversation, name: string) =>
      new RegExp(`"${name}":"([^"]+)"`).exec(JSON.stringify(where.messages))?.[1] ?? ''
    ids = { handoffId: find(thread, 'handoffId'), ticketId: find(about, 'ticketId') }
    db = await connect(service.databaseUrl)
  })
  after(async () => {
    await db.destroy()
    await service.close()
  })

  const invoke = async (key: string, where: Conversation, name: string, value: object): Promise<Json> =>
    (await service.teams.invoke(service.teams.account(key), where, name, value)).body

  const acts: Readonly<Record<string, () => Promise<Json>>> = {
    'the incident form of a chat': () =>
      invoke('camille', service.person('camille').chat(), 'task/fetch', {
        data: { verb: 'ticket.from-chat', handoffId: ids.handoffId },
      }),
    'the same at the desk': () =>
      invoke('sophie', thread, 'task/fetch', { data: { verb: 'ticket.for-requester', handoffId: ids.handoffId } }),
    'a chat’s card': () => press('sophie', thread, 'handoff.view', { handoffId: ids.handoffId }),
    'an incident': () => press('camille', service.person('camille').chat(), 'ticket.show', { ticketId: ids.ticketId }),
    'an incident at the desk': () => press('sophie', about, 'ticket.history', { ticketId: ids.ticketId, page: 0 }),
    'the list of incidents': () => press('camille', service.person('camille').chat(), 'ticket.list', { page: 0 }),
    'going on duty': () => press('karim', thread, 'desk.on', { deskId: deskId() }),
  }
  const press = (key: string, where: Conversation, verb: string, data: object) =>
    invoke(key, where, 'adaptiveCard/action', { action: { type: 'Action.Execute', verb, data } })
  const deskId = () => /"deskId":"([^"]+)"/.exec(JSON.stringify(service.person('sophie').conversations()))?.[1] ?? ''

  async function timesOf(): Promise<Record<string, number>> {
    const times: Record<string, number> = {}
    for (const [name, act] of Object.entries(acts)) {
      const took: number[] = []
      for (let n = 0; n < 9; n += 1) {
        const began = performance.now()
        const body = JSON.stringify(await act())
        took.push(performance.now() - began)
        assert.ok(body.length < 60_000 && /AdaptiveCard/.test(body), `${name}: ${body.slice(0, 200)}`)
      }
      times[name] = took.toSorted((a, b) => a - b)[4] ?? 0
    }
    return times
  }

  const memoryMb = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.bot.pid}/status`, 'utf8'))?.[1]) / 1024

  it(`with ${MESSAGES} long messages, ${ENTRIES} comments and ${TICKETS} incidents as with none`, async function () {
    this.timeout(90_000)
    const empty = await timesOf()
    const before = memoryMb()
    await fill()
    const full = await timesOf()
    for (const [name, ms] of Object.entries(full)) {
      const most = 4 * (empty[name] ?? 0) + 60
      assert.ok(ms < most, `${name}: ${ms.toFixed(1)} ms, and ${empty[name]?.toFixed(1)} ms before`)
    }
    const grown = memoryMb() - before
    assert.ok(grown < 120, `${grown.toFixed(0)} MB more`)
  })

  async function fill(): Promise<void> {
    const camille = service.teams.account('camille')
    const workspace = await db.selectFrom('workspaces').select(['id', 'tenant_id']).executeTakeFirstOrThrow()
    const words = toJson({ text: maskSecrets(LONG).text, html: maskSecrets(`<p>${LONG}</p>`).text })
    const time = Date.now()
    for (let n = 0; n < MESSAGES; n += 50) {
      await transact(db, async (tx) => {
        for (let m = n; m < n + 50; m += 1)
          await tx
            .insertInto('messages')
            .values({
              handoff_id: ids.handoffId,
              audience: 'desk',
              author_id: camille.objectId,
              author_name: camille.name,
              words,
              said_at: time,
              source_activity_id: `filled ${m}`,
              undelivered: 0,
            })
            .execute()
      })
    }
    await transact(db, async (tx) => {
      const by = { author_id: camille.objectId, author_name: camille.name, at: time }
      for (let n = 0; n < ENTRIES; n += 1)
        await tx
          .insertInto('ticket_entries')
          .values({ ticket_id: ids.ticketId, key: `filled ${n}`, kind: 'comment', text: LONG.slice(0, 4_000), ...by })
          .execute()
    })
    await transact(db, async (tx) => {
      for (let n = 0; n < TICKETS; n += 1)
        await tx
          .insertInto('tickets')
          .values({
            id: randomUUID(),
            key: `filled ${n}`,
            workspace_id: workspace.id,
            tenant_id: workspace.tenant_id,
            kind: 'incident',
            number: `INC-9${n}`,
            title: 'x',
            description: LONG.slice(0, 4_000),
            urgency: 'normal',
            category: null,
            state: 'new',
            requester_id: camille.objectId,
            requester_name: camille.name,
            opener_id: camille.objectId,
            opener_name: camille.name,
            assignee_id: null,
            assignee_name: null,
            handoff_id: null,
            version: 1,
            opened_at: time - 3_600_000,
            updated_at: time - 3_600_000,
          })
          .execute()
    })
  }
})
