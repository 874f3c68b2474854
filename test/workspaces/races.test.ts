import { strict as assert } from 'node:assert'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arrive } from '../../services/admission/arrive.ts'
import { saveContract } from '../../services/contracts/store.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { isConflict } from '../../services/errors.ts'
import { movePerson, moveThings } from '../../services/moving/move.ts'
import { enterWorkspace, rememberPerson } from '../../services/people/store.ts'
import { createWorkspace } from '../../services/settings/create-workspace.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { createRulesReader, createSettingsReader } from '../../services/settings/read.ts'
import { addTicket, getTicket } from '../../services/tickets/store.ts'
import { currentWorkspace } from '../../services/workspaces/current.ts'
import { join as accept, invite, joinByCode, takeOut } from '../../services/workspaces/invite.ts'
import { findMember, listWorkspaceIds } from '../../services/workspaces/members.ts'
import { findCodeIn, homeOfPersonalAccount, inviteByCode } from '../../services/workspaces/personal-accounts.ts'
import { addWorkspace, getDefaultWorkspace, makeDefaultWorkspace } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { newStore } from '../store.ts'

const config = { silenceMs: 1_000, language: 'fr' } as const
const NOAH = { objectId: 'noah', name: 'Noah' }

describe('who belongs to a workspace, whatever happens at the same moment', () => {
  let db: Db
  let folder: string
  let tenantId: string
  let main: Workspace
  let sales: Workspace
  const settingsOf = createSettingsReader(defaultSettings(config))
  const services = () => ({ db, now: Date.now, settingsOf, rulesOf: createRulesReader(settingsOf) })
  const member = (objectId: string) => ({ tenantId, objectId, name: objectId })
  async function meets(objectId: string): Promise<void> {
    const chat = undefined
    await rememberPerson(db, { ...member(objectId), teamsId: '29:x', language: 'fr', chat, workspaceId: undefined })
  }
  const arrival = (objectId: string) =>
    arrive(
      services(),
      { tenantId, objectId },
      { conversationId: 'a:1', activityId: randomUUID(), isInChannel: false },
      'fr',
    )

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'races-'))
    db = await connect((await newStore(folder)).databaseUrl)
    tenantId = randomUUID()
    await makeDefaultWorkspace(services(), tenantId, 'fr')
    main = await getDefaultWorkspace(db, tenantId)
    const wanted = { tenantId, name: 'Ventes', language: 'fr', administrator: NOAH, key: 'once' } as const
    sales = (await createWorkspace(services(), config, wanted, NOAH)) as Workspace
    assert.equal(((await createWorkspace(services(), config, wanted, NOAH)) as Workspace).id, sales.id, 'sent again')
  })
  after(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('is nobody who was taken out while they changed to it', async () => {
    await meets('camille')
    await invite(services(), sales, member('camille'), NOAH)
    assert.equal(await accept(services(), sales.id, member('camille')), true)
    assert.equal((await arrival('camille')).workspace.id, sales.id)
    await takeOut(services(), sales, member('camille'), { isTold: false })
    // The other transaction had looked before, and writes now.
    await enterWorkspace(db, member('camille'), sales.id)
    assert.equal((await arrival('camille')).workspace.id, main.id)
    assert.equal((await currentWorkspace(db, member('camille')))?.id, main.id)
  })

  it('and what is theirs follows them, also where they are moved back before it did', async () => {
    await meets('erin')
    const erin = member('erin')
    const ticket = await addTicket(db, {
      ...{
        id: randomUUID(),
        key: randomUUID(),
        kind: 'incident',
        workspace_id: main.id,
        tenant_id: tenantId,
        number: 'INC-1',
      },
      ...{ title: 'T', description: 'D', urgency: 'normal', category: null, state: 'new', requester_id: 'erin' },
      ...{ requester_name: 'erin', opener_id: 'erin', opener_name: 'erin', assignee_id: null, assignee_name: null },
      ...{ handoff_id: null, confidential: 0, opened_at: 1, updated_at: 1 },
    })
    assert.equal(await movePerson(services(), member('nobody'), { from: main, to: sales, by: NOAH }), 'no-member')
    assert.equal(await movePerson(services(), erin, { from: main, to: sales, by: NOAH }), 'moved')
    assert.equal(await movePerson(services(), erin, { from: sales, to: main, by: NOAH }), 'moved')
    const home = async () => (await getTicket(db, ticket.id)).workspaceId
    const key = { tenantId, objectId: 'erin' }
    await moveThings(services(), { ...key, from: main.id, to: sales.id })
    assert.equal(await home(), sales.id)
    await moveThings(services(), { ...key, from: sales.id, to: main.id })
    assert.equal(await home(), main.id)
    await db.updateTable('tickets').set({ confidential: 1 }).where('id', '=', ticket.id).execute()
    assert.equal(await movePerson(services(), erin, { from: main, to: sales, by: NOAH }), 'confidential')
  })

  it('is one workspace of a name, however many replicas make it', async () => {
    const again = addWorkspace(services(), { tenantId, name: 'VENTES', language: 'fr' })
    await assert.rejects(again, isConflict)
  })

  it('is nobody by the code of whoever was taken out; a code that is asked for again replaces the one of before', async () => {
    const by = { ...NOAH, key: 'nonce' }
    const first = await inviteByCode(services(), sales.id, 'Lou', by)
    const second = await inviteByCode(services(), sales.id, 'Lou', by)
    assert.equal(await findCodeIn(services(), first), 'unknown')
    assert.equal(typeof (await findCodeIn(services(), `Le code : ${second.toLowerCase()}, merci`)), 'object')
    assert.equal(await findCodeIn(services(), 'bonjour'), 'none')
    await takeOut(services(), sales, member('noah'), { isTold: false })
    assert.equal(await findCodeIn(services(), second), 'unknown')
  })

  it('is a personal account by its own membership alone, in the default one too, and of one organisation', async () => {
    const lou = member('00000000-0000-0000-5e1f-7a3b9c2d4e6f')
    const code = async (its: Workspace) => {
      const found = await findCodeIn(
        services(),
        await inviteByCode(services(), its.id, 'Lou', { objectId: '', name: '', key: randomUUID() }),
      )
      assert.ok(typeof found === 'object')
      return found
    }
    await meets(lou.objectId)
    assert.equal(await joinByCode(services(), await code(sales), lou), true)
    await enterWorkspace(db, lou, sales.id)
    assert.deepEqual(await listWorkspaceIds(db, lou), [sales.id])
    // Without a contract nobody accepts it, and it stays where it is.
    assert.equal(await movePerson(services(), lou, { from: sales, to: main, by: NOAH }), 'not-accepted')
    const contact = { id: randomUUID(), name: 'x' }
    const dates = { starts: '2026-01-01', ends: '2036-01-01' }
    const contract = { kind: 'premier' as const, ...dates, services: [], contacts: [], serviceAdministrator: contact }
    await saveContract(services(), tenantId, contract, 'test')
    assert.equal(await movePerson(services(), lou, { from: sales, to: main, by: NOAH }), 'moved')
    assert.deepEqual(await listWorkspaceIds(db, lou), [main.id])
    assert.equal(await homeOfPersonalAccount(db, lou.objectId), tenantId)
    assert.equal(await movePerson(services(), lou, { from: main, to: sales, by: NOAH }), 'moved')
    assert.deepEqual(await listWorkspaceIds(db, lou), [sales.id], 'it may not go back by itself')
    const elsewhere = { ...lou, tenantId: randomUUID() }
    assert.equal(await joinByCode(services(), await code(main), elsewhere), false)
    await takeOut(services(), sales, lou, { isTold: false })
    assert.equal(await homeOfPersonalAccount(db, lou.objectId), undefined)
    assert.equal(await currentWorkspace(db, lou), undefined)
    assert.equal(await findMember(db, main.id, lou), undefined)
  })
})
