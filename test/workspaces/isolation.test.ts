import { strict as assert } from 'node:assert'
import { randomInt, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KyselyPlugin, RootOperationNode } from 'kysely'
import { addRequest, listAwaiting } from '../../services/approvals/store.ts'
import { addAuditEntry, listAuditEntries, searchAudit } from '../../services/audit/store.ts'
import { countOwnDrafts, countUse, listOwnDrafts, saveOwnDraft, usesOf } from '../../services/catalogue/store.ts'
import { connect, type Db } from '../../services/db/connect.ts'
import { toJson } from '../../services/db/json.ts'
import { saveOpinion } from '../../services/feedback/store.ts'
import {
  addOffer,
  countOpenOffers,
  findOffer,
  listOffersTo,
  listOpenOffers,
  listQueuesOffers,
} from '../../services/handoffs/offers.ts'
import {
  addHandoff,
  countCallbacks,
  countQueued,
  countTaken,
  countTakenBy,
  countWaitingBefore,
  findHandoff,
  latestWaits,
  listChatsOf,
  listEndedIdsOf,
  listOpenHandoffs,
  listRecorded,
  listTaken,
  listTakenBy,
  listTakenHandoffs,
  listUntold,
  listWaiting,
} from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { callBack } from '../../services/handoffs/wait.ts'
import { activityOf } from '../../services/measures/activity.ts'
import { pulseOf } from '../../services/measures/pulse.ts'
import { addOneTime, findOneTime } from '../../services/onetime/store.ts'
import { addQuarantined, findQuarantined } from '../../services/quarantine/store.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { defaultSettings } from '../../services/settings/defaults.ts'
import { rulesIn } from '../../services/settings/settings.ts'
import { findDraft, findVersion, saveDraft } from '../../services/settings/store.ts'
import { savePromise } from '../../services/sla/store.ts'
import { listDeskTickets } from '../../services/tickets/desk-list.ts'
import {
  addTicket,
  countUnsettled,
  findTicket,
  findTicketByNumber,
  listAnnounced,
  listIdsOf,
  listTickets,
  listUnsettledOf,
  listUnsettledTickets,
  nextNumber,
} from '../../services/tickets/store.ts'
import { addDuty, dutyOf, isOnline, listResting, whoIsOnDuty } from '../../services/workspaces/duty.ts'
import {
  acceptInvitation,
  addInvitation,
  countMembers,
  findMember,
  listInvitations,
  listMembers,
  listOwnWorkspaces,
  listWorkspaceIds,
} from '../../services/workspaces/members.ts'
import {
  addDesk,
  addWorkspace,
  countDeskMembers,
  findDesk,
  getDefaultWorkspace,
  listDesksOf,
  listDesksOfTeam,
  listWorkspaces,
  makeDefaultWorkspace,
  noteDeskMembers,
} from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { createRandom } from '../chaos/random.ts'
import { newStore } from '../store.ts'

const now = Date.now
const SEED = randomInt(1_000_000)
const NOBODY = { objectId: '', name: '' }
const PERSON = 'person'

interface Someone {
  readonly tenantId: string
  readonly objectId: string
  readonly name: string
}

/** Organisations, their workspaces, and people who belong to some of them, each with something everywhere they belong. */
interface World {
  readonly db: Db
  readonly workspaces: readonly Workspace[]
  readonly people: readonly Someone[]
  readonly handoffs: readonly string[]
  readonly tickets: readonly string[]
  /** In which workspace a thing is, by its id or by what it is called. */
  readonly home: ReadonlyMap<string, string>
  /** How many Teams said are in the team of a workspace's desk. */
  readonly sizes: ReadonlyMap<string, number>
}

/** Who asks, and within which workspaces they may. */
interface Asker {
  readonly person: Someone
  readonly scope: { readonly tenantId: string; readonly workspaceIds: readonly string[] }
}

/** What a query returned to whom, as the workspaces that it belongs to. */
type Query = (world: World, asker: Asker) => Promise<readonly string[]>

/** Every query that is given a scope, and what it returns when it is asked for anything there is. */
const SCOPED: Readonly<Record<string, Query>> = {
  findTicket: (world, { scope }) =>
    each(world.tickets, async (id) => (await findTicket(world.db, scope, id))?.workspaceId),
  findHandoff: (world, { scope }) =>
    each(world.handoffs, async (id) => (await findHandoff(world.db, scope, id))?.workspaceId),
  listOpenOffers: ({ db }, { scope }) =>
    within(scope, async (id) => (await listOpenOffers(db, { workspaceId: id, tier: 2 })).map((its) => its.workspaceId)),
  listOffersTo: ({ db }, { scope, person }) =>
    within(scope, async (id) => (await listOffersTo(db, id, person)).map((its) => its.workspaceId)),
  listQueuesOffers: (world, { scope }) =>
    within(scope, async (id) =>
      (await listQueuesOffers(world.db, { workspaceId: id, tier: 1 })).map(
        (its) => world.home.get(its.handoffId) ?? '',
      ),
    ),
  countOpenOffers: (world, { scope }) =>
    within(scope, async (id) => {
      const expected = [...world.home].filter(([name, home]) => name.startsWith('offer ') && home === id).length
      const counts = [...(await countOpenOffers(world.db, id)).values()]
      return counts.reduce((sum, count) => sum + count, 0) === expected ? [] : ['another count']
    }),
  listResting: (world, { scope }) =>
    within(scope, async (id) =>
      (await listResting(world.db, { workspaceId: id, tier: 1 })).map((its) => world.home.get(its.objectId) ?? ''),
    ),
  findQuarantined: (world, { scope }) =>
    each(world.handoffs, async (id) => (await findQuarantined(world.db, scope, id))?.workspaceId),
  listOwnDrafts: async ({ db }, { scope, person }) =>
    (await listOwnDrafts(db, person, scope.workspaceIds)).map((its) => its.workspaceId),
  // Each has begun one, wherever they belong.
  countOwnDrafts: ({ db }, { scope, person }) =>
    within(scope, async (id) => ((await countOwnDrafts(db, person, id)) > 1 ? ['another count'] : [])),
  usesOf: ({ db }, { scope }) =>
    within(scope, async (id) => [...(await usesOf(db, id)).keys()].map((itemId) => itemId.slice('item '.length))),
  listAwaiting: async ({ db }, { scope, person }) =>
    (await listAwaiting(db, person, scope.workspaceIds)).map((its) => its.workspaceId),
  findOneTime: (world, { scope }) =>
    each(world.handoffs, async (id) => (await findOneTime(world.db, scope, id))?.workspaceId),
  findOffer: (world, { scope }) =>
    each(world.handoffs, async (id) => (await findOffer(world.db, scope, id))?.workspaceId),
  lastTouched: async ({ db }, { person, scope }) =>
    (await listTickets(db, person, { ...scope, page: 0, size: 100 })).tickets.map((its) => its.workspaceId),
  listIdsOf: (world, { person, scope }) =>
    within(scope, async (id) => {
      const wanted = { settled: false, confidential: true, most: 100 }
      const ids = await listIdsOf(world.db, person, id, wanted)
      return ids.map((its) => world.home.get(its) ?? '')
    }),
  listEndedIdsOf: (world, { person, scope }) =>
    within(scope, async (id) =>
      (await listEndedIdsOf(world.db, person, id, 100)).map((its) => world.home.get(its) ?? ''),
    ),
  findTicketByNumber: (world, { scope }) =>
    within(scope, (id) =>
      each([...world.home.keys()], async (name) => (await findTicketByNumber(world.db, id, name))?.workspaceId),
    ),
  listUnsettledTickets: ({ db }, { scope }) =>
    within(scope, async (id) => (await listUnsettledTickets(db, id, '', 100)).map((its) => its.workspaceId)),
  listOpenHandoffs: ({ db }, { scope }) =>
    within(scope, async (id) => (await listOpenHandoffs(db, { ...scope, id }, '', 100)).map((its) => its.workspaceId)),
  queued: (world, { scope }) =>
    within(scope, async (id) => {
      const { db } = world
      const waiting = (await waitingIn(world)).filter((its) => its === id).length
      const last = { id: 'z', workspaceId: id, queuedAt: Number.MAX_SAFE_INTEGER, tiers: [1] }
      const counts = [await countQueued(db, id, [1]), await countWaitingBefore(db, last)]
      const ids = await listUntold(db, id, [1], 100)
      const found = (await listWaiting(db, id, [1], 100)).map((its) => its.workspaceId)
      const other = counts.every((count) => count === waiting) ? [] : ['another count']
      const called = (await calledBackIn(world)).filter((its) => its === id).length
      const wrong = (await countCallbacks(db, id, [1])) === called ? [] : ['another count']
      return [...found, ...ids.map((its) => world.home.get(its) ?? ''), ...other, ...wrong]
    }),
  taken: ({ db }, { scope, person }) =>
    within(scope, async (id) => {
      const here = { ...scope, id }
      const [at, by] = [await listTaken(db, here, [1], 100), await listTakenBy(db, here, person, 100)]
      const each = [...(await countTakenBy(db, here)).values()].reduce((sum, count) => sum + count, 0)
      const isSame = (await countTaken(db, here, [1])) === at.length && each === at.length
      return [...at, ...by].map((its) => its.workspaceId).concat(isSame ? [] : ['another count'])
    }),
  countUnsettled: (world, { scope }) =>
    within(scope, async (id) => {
      const own = await world.db.selectFrom('tickets').select('workspace_id').where('state', '=', 'new').execute()
      const expected = own.filter((its) => its.workspace_id === id).length
      return (await countUnsettled(world.db, id, [1])) === expected ? [] : ['another count']
    }),
  listDeskTickets: ({ db }, { scope }) =>
    within(scope, async (id) => {
      const any = {
        tiers: undefined,
        states: 'all',
        assignee: 'anybody',
        requesterId: undefined,
        urgency: undefined,
      } as const
      const filter = { ...any, category: undefined, withConfidential: true, query: '' }
      return (await listDeskTickets(db, id, filter, { page: 0, size: 100 })).tickets.map((its) => its.workspaceId)
    }),
  listAnnounced: ({ db }, { scope }) =>
    within(scope, async (id) => (await listAnnounced(db, id, 100)).map((its) => its.workspaceId)),
  listRecorded: ({ db }, { scope }) =>
    within(scope, async (id) => (await listRecorded(db, id, 0, 100)).map((its) => its.workspaceId)),
  listChatsOf: ({ db }, { scope, person }) =>
    within(scope, async (id) =>
      (await listChatsOf(db, person, id, { since: 0, most: 100 })).map((its) => its.workspaceId),
    ),
  activityOf: (world, { scope }) =>
    within(scope, async (id) => {
      const { waiting } = await activityOf(world.db, [id], { days: 1, now: now(), timeZone: 'UTC' })
      const queued = [...(await waitingIn(world)), ...(await calledBackIn(world))]
      return waiting === queued.filter((its) => its === id).length ? [] : ['another count']
    }),
  // What another workspace has is in nobody's pulse: each has one of its own.
  pulseOf: (world, { scope }) =>
    within(scope, async (id) => {
      const all = await Promise.all(world.workspaces.map(async (its) => [its.id, await pulseOf(world.db, its)]))
      const own = await pulseOf(world.db, { id, tenantId: tenantOf(world, id) ?? '' })
      return all.flatMap(([other, pulse]) => (other !== id && pulse === own ? ['the pulse of another'] : []))
    }),
  listUnsettledOf: ({ db }, { scope, person }) =>
    within(scope, async (id) => (await listUnsettledOf(db, id, person, 100)).map((its) => its.workspaceId)),
  listTakenHandoffs: ({ db }, { scope }) =>
    within(scope, async (id) => (await listTakenHandoffs(db, { ...scope, id }, 100)).map((its) => its.workspaceId)),
  promisesKept: (world, { scope }) =>
    within(scope, async (id) => {
      const { promises } = await activityOf(world.db, [id], { days: 1, now: now(), timeZone: 'UTC' })
      const own = world.tickets.filter((its) => world.home.get(its) === id).length
      return (promises[0]?.count ?? 0) === own ? [] : ['another count']
    }),
  opinionsOf: (world, { scope }) =>
    within(scope, async (id) => {
      const { words } = await activityOf(world.db, [id], { days: 1, now: now(), timeZone: 'UTC' })
      return words.map(({ text }) => text)
    }),
  latestWaits: (world, { scope }) =>
    within(scope, async (id) => {
      const taken = await world.db.selectFrom('handoffs').select('workspace_id').where('waited_ms', '>=', 0).execute()
      const expected = taken.filter((its) => its.workspace_id === id).length
      const all = { workspaceId: id, tiers: [1], since: 0, most: 1_000 }
      return (await latestWaits(world.db, all)).length === expected ? [] : ['another’s waits']
    }),
  whoIsOnDuty: (world, { scope }) =>
    within(scope, async (id) =>
      (await whoIsOnDuty(world.db, { workspaceId: id, tier: 1 }, 100)).analysts.map(
        (its) => world.home.get(its.objectId) ?? '',
      ),
    ),
  isOnline: (world, { scope }) =>
    within(scope, async (id) => {
      const hasDuty = [...world.home].some(([name, home]) => name.startsWith('duty') && home === id)
      return (await isOnline(world.db, id)) === hasDuty ? [] : ['another’s duty']
    }),
  dutyOf: (world, { scope }) =>
    within(scope, (id) =>
      each([...world.home.keys()], async (name) => {
        const found = name.startsWith('duty') ? await dutyOf(world.db, id, name) : undefined
        return found === undefined ? undefined : world.home.get(name)
      }),
    ),
  listDesksOf: ({ db }, { scope }) =>
    within(scope, async (id) => (await listDesksOf(db, id)).map((its) => its.workspaceId)),
  countMembers: (world, { scope }) =>
    within(scope, async (id) => {
      const all = await world.db.selectFrom('memberships').select('workspace_id').execute()
      return (await countMembers(world.db, id)) === all.filter((its) => its.workspace_id === id).length
        ? []
        : ['another count']
    }),
  countDeskMembers: (world, { scope }) =>
    within(scope, async (id) =>
      (await countDeskMembers(world.db, id)) === world.sizes.get(id) ? [] : ['another size'],
    ),
  findDesk: ({ db }, { scope }) => within(scope, async (id) => [(await findDesk(db, id))?.workspaceId ?? '']),
  listDesksOfTeam: async (world, { scope }) => {
    const desks = await listDesksOfTeam(world.db, scope.tenantId, 'team')
    // Whoever is in a team sees all of its organisation's desks there.
    return desks.map((its) => its.workspaceId).filter((id) => tenantOf(world, id) !== scope.tenantId)
  },
  listMembers: ({ db }, { scope }) =>
    within(scope, async (id) => (await listMembers(db, id, 100)).map((its) => its.workspaceId)),
  findMember: ({ db, workspaces }, { person }) =>
    each(
      workspaces.map(({ id }) => id),
      async (id) => {
        const found = await findMember(db, id, person)
        return found === undefined || found.workspaceId === id ? undefined : `of another: ${found.workspaceId}`
      },
    ),
  rowsOf: async ({ db }, { person }) => {
    const all = [await listOwnWorkspaces(db, person), await listInvitations(db, person)]
    return all.flat().map((its) => its.id)
  },
  listWorkspaces: async (world, { scope }) => {
    const own = await listWorkspaces(world.db, scope.tenantId)
    return own.filter((its) => its.tenantId !== scope.tenantId).map(({ id }) => id)
  },
  listAuditEntries: ({ db }, { scope }) =>
    within(scope, async (id) => (await listAuditEntries(db, id, { most: 100 })).map((its) => its.workspaceId)),
  searchAudit: ({ db }, { scope }) =>
    within(scope, async (id) =>
      (await searchAudit(db, id, { to: 1e15 }, { most: 100 })).entries.map((its) => its.workspaceId),
    ),
  findVersion: (world, { scope }) =>
    within(scope, async (id) => [world.home.get((await findVersion(world.db, id, 1))?.document.contact ?? '') ?? '']),
  findDraft: (world, { person, scope }) =>
    within(scope, async (id) => {
      const draft = await findDraft(world.db, id, person.objectId)
      return draft === undefined ? [] : [world.home.get(draft.document.contact) ?? '']
    }),
}

async function calledBackIn({ db }: World): Promise<readonly string[]> {
  const queued = db.selectFrom('handoffs').select('workspace_id').where('state', '=', 'queued')
  return (await queued.where('callback_at', 'is not', null).execute()).map((its) => its.workspace_id)
}

/** The workspace of each who waits for whoever is next. */
async function waitingIn({ db }: World): Promise<readonly string[]> {
  const queued = db.selectFrom('handoffs').select('workspace_id').where('state', '=', 'queued')
  return (await queued.where('callback_at', 'is', null).execute()).map((its) => its.workspace_id)
}

/**
 * The other queries: what they are asked by is nobody's word. An id from a row of our own or from a thing that was found
 * within a scope; a person's own key; the channel that Teams vouches for; or they are of no workspace at all.
 */
const UNSCOPED: Readonly<Record<string, readonly string[]>> = {
  'an id from a row of our own': [
    'findById',
    'readLookup',
    'atOf',
    'findByCopy',
    'findCodeIn',
    'findDeskById',
    'findEntry',
    'findEntryByKey',
    'findFile',
    'findKept',
    'findLink',
    'findLastDecision',
    'findMessage',
    'findTicketByKey',
    'findTicketOfSystem',
    'firstWordsOf',
    'messagesAtDesk',
    'findWorkspaceByKey',
    'findWrite',
    'getOffer',
    'getTicket',
    'getWorkspace',
    'lastMessages',
    'lastWhispers',
    'listAllKept',
    'listAnswers',
    'listEntries',
    'listEntriesAfter',
    'listKeptFiles',
    'listViewers',
    'listFollowers',
    'followedOf',
    'countFollowers',
    'hasSeen',
    'numbersOf',
    'openingMessages',
    'readQuarantined',
    'findRequestByKey',
    'getRequest',
    'listApprovals',
    'readApproval',
    'readDraft',
    'readOneTime',
    'readPiece',
    'selectRelays',
  ],
  [PERSON]: [
    'listLooksAt',
    'findOwnLookup',
    'listRecent',
    'lookupData',
    'listOwnFiles',
    'bytesSentSince',
    'findFileOf',
    'findOpenHandoff',
    'findOwnDraft',
    'findOwnRequest',
    'findOwnQuarantined',
    'findOwnMessage',
    'findRemoteId',
    'lookAt',
    'nameRequester',
  ],
  'the kit of a person’s data': [
    'auditData',
    'approvalData',
    'catalogueData',
    'decidedBy',
    'chatsOf',
    'concerning',
    'quarantineData',
    'handoffData',
    'requestedBy',
    'sentBy',
    'itsmData',
    'settingsData',
    'ticketData',
    'workspaceData',
  ],
  'the tenant or the channel of an activity': ['findDeskIn', 'findWorkspace', 'getDefaultWorkspace'],
  // The guard asks whether it is them, and the policy whether they may.
  'whoever is asked to approve, of any workspace': ['findApproval', 'listAsked'],
  // What a system tells is looked at by the job of one workspace, which leaves alone what is of another (`itsm/poll.ts`).
  'the ticket system that an operator connected': ['findLinkByRemote', 'findOurs', 'findState'],
  'the service’s own work': [
    'claimForgotten',
    'claimUnreminded',
    'forgetOldRequests',
    'listLate',
    'countUnsealed',
    'findDrafts',
    'listActors',
    'lastBefore',
    'forgetFiles',
    'forgetFilesOf',
    'forgetOldChats',
    'forgetOldTickets',
    'lastSeal',
    'listDesks',
    'listOnDutySince',
    'listBehind',
    'listSealed',
    'listUnsealed',
  ],
}

describe('workspaces are apart (S1.4, S1.20)', () => {
  let folder: string
  let world: World
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'isolation-'))
    const { databaseUrl } = await newStore(folder)
    world = await randomWorld(await connect(databaseUrl))
  })
  after(async () => {
    await world.db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('in every query there is: one that is not looked at here fails', () => {
    const known = [...Object.keys(SCOPED), ...Object.values(UNSCOPED).flat()]
    assert.deepEqual([...queriesOfServices()].toSorted(), known.toSorted())
  })

  for (const [name, query] of Object.entries(SCOPED)) {
    it(`${name} returns nothing of another’s, to anybody (seed ${SEED})`, async () => {
      assert.deepEqual(await foreignIn(world, query), [])
    })
  }

  it('and would not be, if one of them forgot its workspace: each is missed', async () => {
    const missed: string[] = []
    for (const [name, query] of Object.entries(SCOPED)) {
      if ((await foreignIn(world, query, world.db.withPlugin(forgetWorkspaces))).length === 0) missed.push(name)
    }
    assert.deepEqual(missed, [])
  })
})

/** What people were given, by a query on `db`, of workspaces where they do not belong. */
async function foreignIn(world: World, query: Query, db = world.db): Promise<readonly string[]> {
  const found: string[] = []
  for (const person of world.people) {
    const workspaceIds = await listWorkspaceIds(world.db, person)
    // At a desk somebody is within one workspace, in their own chat within all that they belong to.
    for (const ids of [workspaceIds, ...workspaceIds.map((id) => [id])]) {
      const returned = await query(
        { ...world, db },
        { person, scope: { tenantId: person.tenantId, workspaceIds: ids } },
      )
      const own = query === SCOPED['rowsOf'] ? workspaceIds : ids
      found.push(...returned.filter((id) => !own.includes(id)))
    }
  }
  return found
}

/** Takes every condition on a workspace or a tenant out of what is asked. */
const forgetWorkspaces: KyselyPlugin = {
  transformQuery: ({ node }) => without(node) as RootOperationNode,
  transformResult: async ({ result }) => result,
}

const TRUE = { kind: 'RawNode', sqlFragments: ['1 = 1'], parameters: [] }

function without(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(without)
  if (typeof node !== 'object' || node === null || Object.getPrototypeOf(node) !== Object.prototype) return node
  const its = node as Readonly<Record<string, unknown>>
  if (
    its['kind'] === 'BinaryOperationNode' &&
    /"name":"(workspace_id|tenant_id)"/.test(JSON.stringify(its['leftOperand']))
  )
    return TRUE
  return Object.fromEntries(Object.entries(its).map(([name, value]) => [name, without(value)]))
}

async function each(
  ids: readonly string[],
  find: (id: string) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const found = await Promise.all(ids.map(find))
  return found.filter((id) => id !== undefined)
}

/** Asks for each workspace alone: what is of another one is foreign, also where the asker belongs to both. */
async function within(
  { workspaceIds }: Asker['scope'],
  ask: (id: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const found = await Promise.all(workspaceIds.map(async (id) => (await ask(id)).filter((its) => its !== id)))
  return found.flat().map((id) => `of another: ${id}`)
}

function tenantOf({ workspaces }: World, id: string): string | undefined {
  return workspaces.find((its) => its.id === id)?.tenantId
}

/** The functions of services that read what belongs to workspaces. */
function queriesOfServices(): ReadonlySet<string> {
  const tables =
    'tickets|ticket_entries|ticket_followers|handoffs|messages|offers|files|file_pieces|duties|desks|memberships|invitation_codes|settings_versions|settings_drafts|audit_entries|workspaces|onetime_secrets|quarantined_messages|itsm_links|itsm_states|itsm_people|itsm_writes|drafts|item_uses|requests|approvals|lookups'
  const reads = new RegExp(`(?:selectFrom|[jJ]oin)\\('(?:${tables})\\b`)
  const files = readdirSync('services', { recursive: true, encoding: 'utf8' })
  const texts = files
    .filter((name) => name.endsWith('.ts') && !name.includes('migrations'))
    .map((name) => readFileSync(join('services', name), 'utf8'))
  const functions = texts.flatMap((text) => text.split(/\n(?=(?:export )?(?:async )?function |(?:export )?const )/))
  const named = functions
    .filter((text) => reads.test(text))
    .map((text) => /^(?:export )?(?:async )?(?:function|const) (\w+)/.exec(text)?.[1])
  return new Set(named.filter((name) => name !== undefined))
}

async function randomWorld(db: Db): Promise<World> {
  const chance = createRandom(SEED)
  const home = new Map<string, string>()
  const sizes = new Map<string, number>()
  const workspaces: Workspace[] = []
  const people: Someone[] = []
  const [handoffs, tickets]: [string[], string[]] = [[], []]
  const services = { db, now }
  for (let t = 0; t < 2; t += 1) {
    const tenantId = randomUUID()
    await makeDefaultWorkspace(services, tenantId, 'fr')
    const own = [await getDefaultWorkspace(db, tenantId)]
    for (const name of ['Ventes', 'Usine']) own.push(await addWorkspace(services, { tenantId, name, language: 'fr' }))
    workspaces.push(...own)
    for (const [n, workspace] of own.entries()) await furnish(workspace, n)
    for (let p = 0; p < 6; p += 1) {
      const person = { tenantId, objectId: randomUUID(), name: `P${p}` }
      people.push(person)
      for (const workspace of own) await settle(person, workspace, p)
    }
  }
  return { db, workspaces, people, handoffs, tickets, home, sizes }

  async function furnish(workspace: Workspace, n: number): Promise<void> {
    const { id } = workspace
    const desk = await addDesk(services, id, {
      teamId: 'team',
      teamName: 'T',
      channelId: `19:${id}`,
      serviceUrl: 'https://x',
    })
    sizes.set(id, sizes.size + 1)
    await countUse(db, id, `item ${id}`)
    await noteDeskMembers(db, desk.id, sizes.size)
    const contact = `contact ${id}`
    home.set(contact, id)
    const document = { ...defaultSettings({ language: 'fr', silenceMs: 1_000 }), name: workspace.name, contact }
    await activateSettings(services, workspace, document, NOBODY)
    if (n !== 1) {
      const analyst = { tenantId: workspace.tenantId, objectId: `duty ${id}`, name: 'A' }
      await addDuty(services, { workspaceId: id, tier: 1 }, analyst)
      home.set(analyst.objectId, id)
    }
  }

  async function settle(person: Someone, workspace: Workspace, p: number): Promise<void> {
    const { id: workspaceId, tenantId } = workspace
    const belongs = workspace.isDefault || chance() < 0.5
    if (!belongs) return
    // Whoever manages members names also those of the default workspace.
    await addInvitation(services, workspaceId, person, NOBODY)
    await acceptInvitation(services, workspaceId, person)
    const contact = `draft ${workspaceId}`
    home.set(contact, workspaceId)
    const document = { ...defaultSettings({ language: 'fr', silenceMs: 1_000 }), contact }
    await saveDraft(services, { id: workspaceId, settingsVersion: 1 }, document, person)
    const { objectId } = person
    await addRequest(db, {
      ...{ id: randomUUID(), key: randomUUID(), workspace_id: workspaceId, tenant_id: tenantId, item_id: 'x' },
      ...{ kind: 'incident', number: 'N', title: 'T', description: 'D', answers: toJson({}), form: toJson({}) },
      ...{ requester_id: objectId, requester_name: 'R', rule: 'one', ordering: 'at-once', days: 7 },
      ...{ state: 'awaiting', ticket_id: null, made_at: now(), version: 1 },
    })
    await saveOwnDraft(db, {
      ...{ id: randomUUID(), owner: { tenantId, objectId }, workspaceId, itemId: 'x', answers: {}, form: {}, page: 0 },
      updatedAt: now(),
    })
    const number = await nextNumber(db, (await getDefaultWorkspace(db, tenantId)).id, 'incident')
    const ticket = await addTicket(db, {
      ...{
        id: randomUUID(),
        key: randomUUID(),
        kind: 'incident',
        workspace_id: workspaceId,
        tenant_id: tenantId,
        number,
      },
      ...{ title: 'T', description: 'D', urgency: 'normal', category: null, state: 'new' },
      ...{ requester_id: person.objectId, requester_name: person.name, opener_id: person.objectId },
      ...{
        opener_name: person.name,
        assignee_id: person.objectId,
        assignee_name: person.name,
        handoff_id: null,
        confidential: 0,
        announcement: 'A',
      },
      ...{ opened_at: now(), updated_at: now() },
    })
    tickets.push(ticket.id)
    await savePromise(db, ticket.id, {
      ...({ kind: 'resolution', state: 'met', isWarned: false } as const),
      ...{ startedAt: now(), dueAt: now(), endedAt: now() },
    })
    home.set(ticket.number, workspaceId)
    home.set(ticket.id, workspaceId)
    await addAuditEntry(services, {
      ...{ workspaceId, tenantId, actorId: person.objectId, behalfId: undefined, act: 'x', permission: 'menu.read' },
      ...{ outcome: 'done', subject: undefined, place: 'private', client: undefined },
    })
    const over = randomUUID()
    await db
      .insertInto('handoffs')
      .values({
        ...{ id: over, workspace_id: workspaceId, tenant_id: tenantId, requester_id: person.objectId },
        ...{ requester_name: person.name, state: 'closed', queued_at: now(), ended_at: now(), warnings: 0 },
      })
      .execute()
    home.set(over, workspaceId)
    // A person has one open chat, wherever it is.
    if (handoffs.length > 0 && p % 3 === 0 && !workspace.isDefault) return
    const id = randomUUID()
    const open = await addHandoff(db, { id, workspaceId, requester: person, queuedAt: now() }).catch(() => undefined)
    if (open === undefined) return
    handoffs.push(id)
    home.set(id, workspaceId)
    const offer = { id, workspaceId, handoffId: id, tier: 2, to: undefined, from: person, note: '', offeredAt: now() }
    await addQuarantined(db, {
      ...{ id, workspaceId, handoffId: id, author: person, audience: 'desk', words: { text: maskSecrets('x').text } },
      ...{ bare: undefined, activityId: id, quarantinedAt: now() },
    })
    await saveOpinion(services, { about: `handoff:${id}`, workspaceId, author: person, text: workspaceId })
    await addOneTime(db, {
      ...{ id, workspace_id: workspaceId, handoff_id: id, tenant_id: tenantId, requester_id: person.objectId },
      ...{ author_id: person.objectId, author_name: '', secret: 'x', handed_at: now() },
    })
    await addOffer(db, offer)
    await addOffer(db, { ...offer, id: randomUUID(), tier: 1, to: person, from: undefined })
    home.set(`offer ${home.size}`, workspaceId)
    const rulesOf = async () => rulesIn(defaultSettings({ language: 'fr', silenceMs: 1_000 }))
    if (p % 2 === 0) await takeHandoff({ ...services, rulesOf }, open, { ...person, objectId: randomUUID() })
    else if (p % 5 < 2) await callBack({ ...services, rulesOf }, open, now() + 1)
  }
}
