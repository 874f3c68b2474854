import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addApprovals, addRequest } from '../../services/approvals/store.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { toJson } from '../../services/db/json.ts'
import { transact } from '../../services/db/transact.ts'
import { addFile, keepContent, readPiece } from '../../services/files/store.ts'
import { handoffSubject } from '../../services/handoffs/handoff.ts'
import { addReturn } from '../../services/handoffs/offers.ts'
import { addHandoff, addMessage, changeState } from '../../services/handoffs/store.ts'
import { hold, release } from '../../services/privacy/kit.ts'
import { prune, schedulePrune } from '../../services/retention/prune.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { createSettingsReader, type SettingsReader } from '../../services/settings/read.ts'
import { rulesIn } from '../../services/settings/settings.ts'
import { addEntry, addTicket } from '../../services/tickets/store.ts'
import { DAY_MS, HOUR_MS } from '../../services/time.ts'
import { addWorkspace, getDefaultWorkspace, makeDefaultWorkspace } from '../../services/workspaces/store.ts'
import { newStore } from '../store.ts'

const START = Date.UTC(2026, 0, 1)
const AUTHOR = { tenantId: 't', objectId: 'camille', name: 'Camille' }

describe('retention (D5)', () => {
  let db: Db
  let folder: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'service-desk-test-'))
    db = await connect((await newStore(folder)).databaseUrl)
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true, force: true })
  })

  const settingsOf: SettingsReader = createSettingsReader(defaultSettings({ language: 'fr', silenceMs: 1_000 }))
  async function aFile(subject: 'handoff:1' | undefined): Promise<string> {
    const source = { via: 'connector', url: 'https://x', name: 'a.txt' } as never
    const id = await addFile(
      db,
      { workspaceId: 'w', author: AUTHOR, activityId: '1', subject, audience: 'desk', source, shownAt: undefined },
      START,
    )
    await keepContent(db, id, { name: 'a.txt', contentType: 'text/plain' }, Buffer.from('x'))
    return id
  }
  const pruneAt = async (at: number) => {
    const afterwards = await prune({
      db,
      now: () => at,
      settingsOf,
      rulesOf: async () => rulesIn(defaultSettings({ language: 'fr', silenceMs: 1_000 })),
    })
    await transact(db, async (tx) => await afterwards?.(tx))
  }
  const isKept = async (id: string) => (await readPiece(db, id, 0)) !== undefined

  it('keeps files for ninety days, and those that found no chat or incident for one', async () => {
    const [kept, stray] = [await aFile('handoff:1'), await aFile(undefined)]
    await pruneAt(START + DAY_MS)
    assert.deepEqual([await isKept(kept), await isKept(stray)], [true, true])
    await pruneAt(START + DAY_MS + 1)
    assert.deepEqual([await isKept(kept), await isKept(stray)], [true, false])
    await pruneAt(START + 90 * DAY_MS)
    assert.equal(await isKept(kept), true)
    await pruneAt(START + 90 * DAY_MS + 1)
    assert.equal(await isKept(kept), false)
    assert.equal(
      (await db.selectFrom('files').select('state').executeTakeFirst())?.state,
      'deleted',
      'that it was is kept',
    )
  })

  it('forgets nothing of somebody who is under legal hold', async () => {
    const kept = await aFile('handoff:1')
    await hold({ db, now: Date.now }, AUTHOR, 'Litige')
    await pruneAt(START + 200 * DAY_MS)
    assert.equal(await isKept(kept), true)
    await release(db, AUTHOR)
    await pruneAt(START + 200 * DAY_MS)
    assert.equal(await isKept(kept), false)
  })

  it('keeps requests that ended as long as each workspace says, and those under legal hold (F29)', async () => {
    const tenantId = randomUUID()
    await makeDefaultWorkspace({ db, now: () => START }, tenantId, 'fr')
    const workspace = await getDefaultWorkspace(db, tenantId)
    const document = { ...defaultSettings({ language: 'fr', silenceMs: 1_000 }), keepDays: 30 }
    await activateSettings({ db, now: () => START }, workspace, document, { objectId: '', name: '' })
    const made = async (requester: string, state: 'awaiting' | 'refused', approver: string) => {
      const id = randomUUID()
      await addRequest(db, {
        ...{ id, key: id, workspace_id: workspace.id, tenant_id: tenantId, item_id: 'laptop', kind: 'service-request' },
        ...{ number: 'REQ-1', title: 'x', description: 'x', answers: toJson({}), form: toJson({}) },
        ...{ requester_id: requester, requester_name: 'x', rule: 'one', ordering: 'at-once', days: 5, state },
        ...{ ticket_id: null, made_at: START, ended_at: state === 'awaiting' ? null : START + DAY_MS, version: 1 },
      })
      await addApprovals(db, [
        {
          ...{ id: randomUUID(), request_id: id, workspace_id: workspace.id, tenant_id: tenantId, position: 0 },
          ...{ approver_id: approver, approver_name: 'x', state: 'void', note: '', asked_at: null, due_at: null },
          ...{ reminded_at: null, by_id: null, by_name: null, decided_at: null },
        },
      ])
      return id
    }
    await made('noah', 'refused', 'karim')
    const [open, held] = [await made('noah', 'awaiting', 'karim'), await made('noah', 'refused', 'erin')]
    await hold({ db, now: Date.now }, { tenantId, objectId: 'erin' }, 'Litige')
    const left = async () => (await db.selectFrom('requests').select('id').execute()).map(({ id }) => id)
    await pruneAt(START + 30 * DAY_MS)
    assert.equal((await left()).length, 3, 'thirty days from its end')
    await pruneAt(START + 32 * DAY_MS)
    assert.deepEqual((await left()).toSorted(), [open, held].toSorted())
    assert.equal((await db.selectFrom('approvals').select('id').execute()).length, 2)
  })

  it('keeps ended chats and settled incidents as long as each workspace says, with what was counted (F29)', async () => {
    const services = { db, now: () => START }
    const tenantId = randomUUID()
    await makeDefaultWorkspace(services, tenantId, 'fr')
    const kept = await getDefaultWorkspace(db, tenantId)
    const forgetful = await addWorkspace(services, { tenantId, name: 'Ventes', language: 'fr' })
    const document = { ...defaultSettings({ language: 'fr', silenceMs: 1_000 }), name: 'Ventes', keepDays: 30 }
    await activateSettings(services, forgetful, document, { objectId: '', name: '' })
    const fill = async (workspaceId: string, name: string, isOver: boolean) => {
      const requester = { tenantId, objectId: randomUUID(), name }
      const id = randomUUID()
      await addHandoff(db, { id, workspaceId, requester, queuedAt: START })
      const words = { text: maskSecrets(name).text }
      await addMessage(db, {
        handoffId: id,
        audience: 'desk',
        author: requester,
        saidAt: START,
        words,
        activityId: randomUUID(),
      })
      if (isOver) await changeState(db, id, 'abandon', { ended_at: START, ended_by: 'requester' })
      // Two people write at the same moment: Teams gives both the same id.
      const [mine] = await db.selectFrom('messages').select('source_activity_id').where('handoff_id', '=', id).execute()
      const colleague = { tenantId, objectId: randomUUID(), name: 'x' }
      const twin = { handoffId: id, audience: 'desk', author: colleague, saidAt: START, words } as const
      await addMessage(db, { ...twin, activityId: mine?.source_activity_id ?? '' })
      // A chat that its queue offered, and that came back to it.
      await addReturn(services, { id, workspaceId, tier: 1 }, { tenantId, objectId: randomUUID(), name: `${name} x` })
      const ticket = await addTicket(db, {
        ...{
          id: randomUUID(),
          key: name,
          kind: 'incident',
          workspace_id: workspaceId,
          tenant_id: tenantId,
          number: name,
        },
        ...{ title: name, description: name, urgency: 'normal', category: null, state: isOver ? 'closed' : 'new' },
        ...{ requester_id: requester.objectId, requester_name: name, opener_id: requester.objectId, opener_name: name },
        ...{ assignee_id: null, assignee_name: null, handoff_id: null, opened_at: START, updated_at: START },
      })
      await addEntry(db, ticket.id, { key: name, kind: 'comment', author: requester, text: name, at: START })
      const at = { workspaceId, author: requester, audience: 'desk', subject: handoffSubject(id) } as const
      const source = { via: 'connector', url: 'https://x', name } as never
      await addFile(db, { ...at, activityId: randomUUID(), source, shownAt: undefined }, START)
      return requester
    }
    const held = await fill(forgetful.id, 'Tenu', true)
    await hold(services, held, 'Litige')
    await fill(forgetful.id, 'Zéphyr', true)
    await fill(forgetful.id, 'Ouvert', false)
    await fill(kept.id, 'Ailleurs', true)
    const tables = ['handoffs', 'messages', 'tickets', 'ticket_entries', 'files'] as const
    const all = async () => await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()))
    const text = async (name: string) =>
      (await all()).map((rows) => rows.filter((row) => JSON.stringify(row).includes(name.slice(1))).length)
    await pruneAt(START + 30 * DAY_MS)
    assert.deepEqual(await text('Zéphyr'), [1, 2, 1, 1, 1])
    const before = (await all()).map((rows) => rows.length)
    await pruneAt(START + 30 * DAY_MS + 1)
    assert.deepEqual(await text('Zéphyr'), [0, 0, 1, 0, 0], 'of an incident its number is left')
    const offers = await db.selectFrom('offers').select('to_name').execute()
    assert.deepEqual(offers.map((its) => its.to_name).toSorted(), ['Ailleurs x', 'Ouvert x', 'Tenu x'])
    for (const name of ['Tenu', 'Ouvert', 'Ailleurs']) assert.deepEqual(await text(name), [1, 2, 1, 1, 1], name)
    assert.deepEqual(
      (await all()).map((rows) => rows.length),
      before,
    )
  })

  it('comes every hour, once, however many replicas start', async () => {
    const services = { db, now: () => START }
    await schedulePrune(services)
    await schedulePrune(services)
    await pruneAt(START)
    await pruneAt(START)
    const jobs = await db.selectFrom('jobs').select(['task', 'due_at']).where('task', '=', 'store.prune').execute()
    assert.deepEqual(
      jobs.map((job) => ({ ...job })),
      [{ task: 'store.prune', due_at: START + HOUR_MS }],
    )
  })
})
