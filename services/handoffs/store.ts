import { type RawBuilder, type Selectable, sql, type Updateable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import { prepared } from '../db/prepared.ts'
import { ServiceDeskError } from '../errors.ts'
import type { PersonKey } from '../people/person.ts'
import { FIRST_TIER, type Workspace } from '../workspaces/workspace.ts'
import {
  type Handoff,
  type HandoffState,
  type Message,
  type MessageKey,
  OPEN_STATES,
  TRANSITIONS,
  type Transition,
} from './handoff.ts'
import type { HandoffsTable, MessagesTable } from './tables.ts'

/** Literals, as in the partial indexes on them: as bound parameters, PostgreSQL's generic plan would pass those by. */
export function isOpenState(column = 'state'): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} in (${sql.join(OPEN_STATES.map((state) => sql.lit(state)))})`
}

const isQueued = sql<boolean>`state = 'queued'`

/** By an id from outside: only within the scope of whoever asks. */
export async function findHandoff(db: Db, scope: Scope, id: string): Promise<Handoff | undefined> {
  const row = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', scope.tenantId)
    .where('workspace_id', 'in', scope.workspaceIds)
    .executeTakeFirst()
  return row && toHandoff(row)
}

/** By an id from a row of our own. Throws `not-found` when it is gone. */
export async function getHandoff(db: Db, id: string): Promise<Handoff> {
  const [row] = await findById(db, { id })
  if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such handoff.')
  return toHandoff(row)
}

const findById = prepared((db, { id }: { readonly id: string }) =>
  db.selectFrom('handoffs').selectAll().where('id', '=', id),
)

/** Takes the row lock: until the end of the transaction nobody else changes it. */
export async function lockHandoff(db: Db, id: string): Promise<Handoff> {
  const row = await db
    .updateTable('handoffs')
    .set((set) => ({ warnings: set.ref('warnings') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such handoff.')
  return toHandoff(row)
}

/** The chat that somebody waits for or is in. */
export async function findOpenHandoff(db: Db, { tenantId, objectId }: PersonKey): Promise<Handoff | undefined> {
  const row = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '=', objectId)
    .where(isOpenState())
    .executeTakeFirst()
  return row && toHandoff(row)
}

/**
 * The open handoffs of a workspace, a page at a time in the order of their requesters, who have one each: the index that says
 * so finds them, and a chat pays for no other.
 */
export async function listOpenHandoffs(
  db: Db,
  { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>,
  afterRequester: string,
  most: number,
): Promise<readonly Handoff[]> {
  const rows = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '>', afterRequester)
    .where('workspace_id', '=', id)
    .where(isOpenState())
    .orderBy('requester_id')
    .limit(most)
    .execute()
  return rows.map(toHandoff)
}

/** Chats that somebody has taken, in a workspace. */
export async function listTakenHandoffs(
  db: Db,
  { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>,
  most: number,
): Promise<readonly Handoff[]> {
  const rows = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('workspace_id', '=', id)
    .where(isOpenState())
    .where('analyst_id', 'is not', null)
    .orderBy('requester_id')
    .limit(most)
    .execute()
  return rows.map(toHandoff)
}

/** The ids of somebody's chats of a workspace that are over, as many as `most`. */
export async function listEndedIdsOf(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceId: string,
  most: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('handoffs')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '=', objectId)
    .where('workspace_id', '=', workspaceId)
    .where((where) => where.not(isOpenState()))
    .limit(most)
    .execute()
  return rows.map(({ id }) => id)
}

/** Chats are another workspace's from now on. */
export async function moveHandoffs(db: Db, ids: readonly string[], to: string): Promise<void> {
  if (ids.length === 0) return
  await db.updateTable('handoffs').set({ workspace_id: to, tier: FIRST_TIER }).where('id', 'in', ids).execute()
}

/**
 * Makes a transition (compare and set), with what goes with it; `undefined` when somebody was faster. `takenBy`: only while it
 * is theirs.
 */
export async function changeState(
  db: Db,
  id: string,
  transition: Transition,
  change: Omit<Updateable<HandoffsTable>, 'id' | 'state'>,
  takenBy?: Pick<PersonKey, 'objectId'>,
): Promise<Handoff | undefined> {
  const { from, to } = TRANSITIONS[transition]
  const row = await db
    .updateTable('handoffs')
    .set({ state: to, ...change })
    .where('id', '=', id)
    .where('state', 'in', from)
    .$if(takenBy !== undefined, (query) => query.where('analyst_id', '=', takenBy?.objectId ?? ''))
    .returningAll()
    .executeTakeFirst()
  return row && toHandoff(row)
}

/** The transition `take`, prepared: `claimVsBullmq` in bench/README.md is its figure. */
export async function takeQueued(db: Db, taken: Omit<Taken, 'from'>): Promise<Handoff | undefined> {
  const [row] = await updateTaken(db, { ...taken, from: TRANSITIONS.take.from[0] })
  return row && toHandoff(row)
}

interface Taken {
  readonly id: string
  readonly analystId: string
  readonly analystName: string
  readonly at: number
  readonly clockAt: number | null
  readonly from: HandoffState
}

/** The state is a bound parameter: as a literal it makes PostgreSQL pick the partial index of the queue. */
const updateTaken = prepared((db, taken: Taken) =>
  db
    .updateTable('handoffs')
    .set({
      state: sql.lit<HandoffState>(TRANSITIONS.take.to),
      analyst_id: taken.analystId,
      analyst_name: taken.analystName,
      taken_at: taken.at,
      owed_since: taken.at,
      clock_at: taken.clockAt,
      waited_ms: sql`coalesce(waited_ms, ${taken.at} - queued_at)`,
    })
    .where('id', '=', taken.id)
    .where('state', '=', taken.from)
    .returningAll(),
)

/** Changes what is no state: the silence counter, the incident. `undefined` when it is in none of `states` any more. */
export async function changeHandoff(
  db: Db,
  id: string,
  states: readonly HandoffState[],
  change: Partial<
    Pick<
      Updateable<HandoffsTable>,
      | 'warnings'
      | 'clock_at'
      | 'silent_since'
      | 'owed_since'
      | 'held_until'
      | 'ticket_id'
      | 'offer_id'
      | 'callback_at'
      | 'waited_ms'
      | 'told'
      | 'reminded'
      | 'category'
    >
  >,
): Promise<Handoff | undefined> {
  const row = await db
    .updateTable('handoffs')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', states)
    .returningAll()
    .executeTakeFirst()
  return row && toHandoff(row)
}

/** Somebody waits from now on. Throws `conflict` when they did already. */
export async function addHandoff(
  db: Db,
  { id, workspaceId, requester, queuedAt }: Pick<Handoff, 'id' | 'workspaceId' | 'requester' | 'queuedAt'>,
): Promise<Handoff> {
  const [row] = await insertHandoff(db, { id, workspaceId, ...requester, queuedAt })
  if (row === undefined) throw new ServiceDeskError('conflict', 'This person waits already.')
  return toHandoff(row)
}

interface NewHandoff extends PersonKey {
  readonly id: string
  readonly workspaceId: string
  readonly name: string
  readonly queuedAt: number
}

const insertHandoff = prepared((db, handoff: NewHandoff) =>
  db
    .insertInto('handoffs')
    .values({
      id: handoff.id,
      workspace_id: handoff.workspaceId,
      tenant_id: handoff.tenantId,
      requester_id: handoff.objectId,
      requester_name: handoff.name,
      state: sql.lit('queued'),
      queued_at: handoff.queuedAt,
      warnings: sql.lit(0),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll(),
)

/** The chats that go on at these tiers, those that were taken first before others. */
export async function listTaken(
  db: Db,
  workspace: Pick<Workspace, 'id' | 'tenantId'>,
  tiers: readonly number[],
  most: number,
): Promise<readonly Handoff[]> {
  const rows = await taken(db, workspace)
    .where('tier', 'in', tiers)
    .selectAll()
    .orderBy('taken_at')
    .limit(most)
    .execute()
  return rows.map(toHandoff)
}

/** The chats that somebody has taken, in a workspace. */
export async function listTakenBy(
  db: Db,
  workspace: Pick<Workspace, 'id' | 'tenantId'>,
  { objectId }: PersonKey,
  most: number,
): Promise<readonly Handoff[]> {
  const rows = await taken(db, workspace)
    .where('analyst_id', '=', objectId)
    .selectAll()
    .orderBy('taken_at')
    .limit(most)
    .execute()
  return rows.map(toHandoff)
}

/** The index of open chats finds them: a take pays for no other. */
function taken(db: Db, { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>) {
  return db
    .selectFrom('handoffs')
    .where('tenant_id', '=', tenantId)
    .where('workspace_id', '=', id)
    .where(isOpenState())
    .where('analyst_id', 'is not', null)
}

export async function countTaken(
  db: Db,
  workspace: Pick<Workspace, 'id' | 'tenantId'>,
  tiers: readonly number[],
): Promise<number> {
  return await countOf(taken(db, workspace).where('tier', 'in', tiers))
}

/** Who waits at these tiers; `for` whoever is next, or for a time that they wished. */
function queued(db: Db, workspaceId: string, tiers: readonly number[], waitsFor: 'next' | 'callback') {
  return db
    .selectFrom('handoffs')
    .where('workspace_id', '=', workspaceId)
    .where('tier', 'in', tiers)
    .where(isQueued)
    .where('callback_at', waitsFor === 'next' ? 'is' : 'is not', null)
}

/** How many wait at these tiers for a time that they wished. */
export async function countCallbacks(db: Db, workspaceId: string, tiers: readonly number[]): Promise<number> {
  return await countOf(queued(db, workspaceId, tiers, 'callback'))
}

/** How many wait at these tiers, but for those who wait for an appointed time. */
export async function countQueued(db: Db, workspaceId: string, tiers: readonly number[]): Promise<number> {
  return await countOf(queued(db, workspaceId, tiers, 'next'))
}

/** Who waits at these tiers, the longest first, but for those who wait for an appointed time. */
export async function listWaiting(
  db: Db,
  workspaceId: string,
  tiers: readonly number[],
  most: number,
): Promise<readonly Handoff[]> {
  const waiting = queued(db, workspaceId, tiers, 'next').selectAll().orderBy('queued_at').orderBy('id')
  return (await waiting.limit(most).execute()).map(toHandoff)
}

/** The same, but for those who are offered to somebody, after one of them. */
export async function listUnoffered(
  db: Db,
  workspaceId: string,
  tiers: readonly number[],
  after: Pick<Handoff, 'id' | 'queuedAt'> | undefined,
  most: number,
): Promise<readonly Handoff[]> {
  const rows = await queued(db, workspaceId, tiers, 'next')
    .where('offer_id', 'is', null)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(queued_at, id) > (${after?.queuedAt}, ${after?.id})`),
    )
    .selectAll()
    .orderBy('queued_at')
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map(toHandoff)
}

/** A chat that waits at one of these tiers is offered from now on (compare and set). False: it is not to be offered any more. */
export async function markOffered(
  db: Db,
  { id, workspaceId }: Pick<Handoff, 'id' | 'workspaceId'>,
  tiers: readonly number[],
  offerId: string,
): Promise<boolean> {
  const row = await db
    .updateTable('handoffs')
    .set({ offer_id: offerId })
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .where('tier', 'in', tiers)
    .where(isQueued)
    .where('callback_at', 'is', null)
    .where('offer_id', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** How many chats each leads in a workspace. */
export async function countTakenBy(
  db: Db,
  workspace: Pick<Workspace, 'id' | 'tenantId'>,
): Promise<ReadonlyMap<string, number>> {
  const rows = await taken(db, workspace)
    .select((select) => ['analyst_id', select.fn.countAll<number>().as('count')])
    .groupBy('analyst_id')
    .execute()
  return new Map(rows.map((row) => [row.analyst_id ?? '', Number(row.count)]))
}

/** The same, but for those whose card tells of something else at present: their ids. */
export async function listUntold(
  db: Db,
  workspaceId: string,
  tiers: readonly number[],
  most: number,
): Promise<readonly string[]> {
  const untold = queued(db, workspaceId, tiers, 'next').where('told', '=', 0).select('id').orderBy('queued_at')
  return (await untold.limit(most).execute()).map(({ id }) => id)
}

/** How many wait at these tiers since before this one. */
export async function countWaitingBefore(
  db: Db,
  {
    id,
    workspaceId,
    queuedAt,
    tiers,
  }: Pick<Handoff, 'id' | 'workspaceId' | 'queuedAt'> & { readonly tiers: readonly number[] },
): Promise<number> {
  const before = queued(db, workspaceId, tiers, 'next').where((where) =>
    where.or([where('queued_at', '<', queuedAt), where.and([where('queued_at', '=', queuedAt), where('id', '<', id)])]),
  )
  return await countOf(before)
}

async function countOf(query: ReturnType<typeof queued>): Promise<number> {
  const { count } = await query.select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  return Number(count)
}

/** How long those waited who were first taken at these tiers lately, in milliseconds. */
export async function latestWaits(
  db: Db,
  {
    workspaceId,
    tiers,
    since,
    most,
  }: {
    readonly workspaceId: string
    readonly tiers: readonly number[]
    readonly since: number
    readonly most: number
  },
): Promise<readonly number[]> {
  const waits: { readonly takenAt: number; readonly ms: number }[] = []
  // A tier at a time, as the index has them in order.
  for (const tier of tiers) {
    const rows = await db
      .selectFrom('handoffs')
      .select(['taken_at', 'waited_ms'])
      .where('workspace_id', '=', workspaceId)
      .where('tier', '=', tier)
      .where('taken_at', '>', since)
      .where(sql<boolean>`waited_ms >= 0`)
      .orderBy('taken_at', 'desc')
      .limit(most)
      .execute()
    waits.push(...rows.map((row) => ({ takenAt: row.taken_at ?? 0, ms: row.waited_ms ?? 0 })))
  }
  waits.sort((one, other) => other.takenAt - one.takenAt)
  return waits.slice(0, most).map(({ ms }) => ms)
}

/** Adds a message. Throws `conflict` when it is there already: its unique index is the mark of an activity that became one. */
export async function addMessage(
  db: Db,
  {
    handoffId,
    audience,
    author,
    words,
    saidAt,
    activityId,
  }: Omit<Message, 'id' | 'sentActivityId' | 'deletedAt' | 'undelivered'>,
): Promise<void> {
  await insertMessage(db, {
    handoff_id: handoffId,
    audience,
    author_id: author.objectId,
    author_name: author.name,
    words: toJson(words),
    said_at: saidAt,
    source_activity_id: activityId,
  })
}

type MessageRow = Pick<
  MessagesTable,
  'handoff_id' | 'audience' | 'author_id' | 'author_name' | 'words' | 'said_at' | 'source_activity_id'
>

const insertMessage = prepared((db, message: MessageRow) =>
  db.insertInto('messages').values({
    handoff_id: message.handoff_id,
    audience: message.audience,
    author_id: message.author_id,
    author_name: message.author_name,
    words: message.words,
    said_at: message.said_at,
    source_activity_id: message.source_activity_id,
    undelivered: 0,
  }),
)

export async function findMessage(
  db: Db,
  { handoffId, activityId, authorId }: MessageKey,
): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('source_activity_id', '=', activityId)
    .where('author_id', '=', authorId)
    .where('handoff_id', '=', handoffId)
    .executeTakeFirst()
  return row && toMessage(row)
}

/** Teams has the copy, under this id if it names one. */
export async function markSent(db: Db, key: MessageKey, sentActivityId: string | undefined): Promise<void> {
  await setSent(db, { sentActivityId: sentActivityId ?? null, ...key })
}

const setSent = prepared((db, sent: MessageKey & { readonly sentActivityId: string | null }) =>
  db
    .updateTable('messages')
    .set({ sent_activity_id: sent.sentActivityId })
    .where('source_activity_id', '=', sent.activityId)
    .where('author_id', '=', sent.authorId)
    .where('handoff_id', '=', sent.handoffId),
)

/** The chat goes on in another thread: copies that its desk has already stay in this one, where they are corrected. */
export async function keepCopiesIn(db: Db, handoffId: string, conversationId: string): Promise<void> {
  await db
    .updateTable('messages')
    .set({ sent_conversation_id: conversationId })
    .where('handoff_id', '=', handoffId)
    .where('audience', '=', 'desk')
    .where('sent_activity_id', 'is not', null)
    .where('sent_conversation_id', 'is', null)
    .execute()
}

/** The message that an activity of a person's became, in whichever chat. Only its own author finds it. */
export async function findOwnMessage(db: Db, sourceActivityId: string, authorId: string): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('source_activity_id', '=', sourceActivityId)
    .where('author_id', '=', authorId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toMessage(row)
}

/** The message whose copy on the other side has this id. */
export async function findByCopy(db: Db, handoffId: string, sentActivityId: string): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where('sent_activity_id', '=', sentActivityId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toMessage(row)
}

export async function changeMessage(
  db: Db,
  id: number,
  {
    words,
    ...change
  }: Partial<Pick<Message, 'words' | 'audience'>> & Partial<Pick<MessagesTable, 'deleted_at' | 'undelivered'>>,
): Promise<void> {
  const written = words === undefined ? {} : { words: toJson(words) }
  await db
    .updateTable('messages')
    .set({ ...change, ...written })
    .where('id', '=', id)
    .execute()
}

/** Whoever clears the mark tries again; nobody else does for the same failure. */
export async function clearUndelivered(db: Db, id: number): Promise<boolean> {
  const row = await db
    .updateTable('messages')
    .set({ undelivered: 0 })
    .where('id', '=', id)
    .where('undelivered', '=', 1)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The last messages of a chat that both sides may read, the newest first. However long it was, no more than `most` are read. */
export async function lastMessages(db: Db, handoffId: string, most: number): Promise<readonly Message[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where(sql<boolean>`audience in ('desk', 'requester')`)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map(toMessage)
}

/** What was said among analysts and not taken back, the newest first. */
export async function lastWhispers(db: Db, handoffId: string, most: number): Promise<readonly Message[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where(sql<boolean>`audience = 'work-note'`)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map(toMessage)
}

const BEGINNING = 20

/**
 * What the requester wrote before they asked for the chat, and did not take back; where that is nothing, the first that they
 * wrote since. What the handoff's card shows. Sought at its beginning only.
 */
export async function openingMessages(
  db: Db,
  { id, queuedAt }: Pick<Handoff, 'id' | 'queuedAt'>,
): Promise<readonly Message[]> {
  const beginning = db.selectFrom('messages').select('id').where('handoff_id', '=', id).orderBy('id').limit(BEGINNING)
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('id', 'in', beginning)
    .where(sql<boolean>`audience = 'desk'`)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  const before = rows.filter((row) => row.said_at <= queuedAt)
  return (before.length > 0 ? before : rows.slice(0, 1)).map(toMessage)
}

/** The first that each requester wrote and did not take back, by the chat's id. */
export async function firstWordsOf(db: Db, handoffIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (handoffIds.length === 0) return new Map()
  const first = db
    .selectFrom('messages')
    .select(({ fn }) => fn.min('id').as('id'))
    .where('handoff_id', 'in', handoffIds)
    .where(sql<boolean>`audience = 'desk'`)
    .where('deleted_at', 'is', null)
    .groupBy('handoff_id')
  const rows = await db.selectFrom('messages').select(['handoff_id', 'words']).where('id', 'in', first).execute()
  return new Map(rows.map(({ handoff_id, words }) => [handoff_id, fromJson(words).text]))
}

/** All of a chat that its desk reads, what analysts say among themselves too: the last `most`, the oldest first. */
export async function messagesAtDesk(db: Db, handoffId: string, most: number): Promise<readonly Message[]> {
  const rows = await db
    .selectFrom('messages')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map(toMessage).toReversed()
}

/** Somebody's chats of a workspace since then, the latest first. */
export async function listChatsOf(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceId: string,
  { since, most }: { readonly since: number; readonly most: number },
): Promise<readonly Handoff[]> {
  const rows = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '=', objectId)
    .where('workspace_id', '=', workspaceId)
    .where('queued_at', '>=', since)
    .orderBy('queued_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(toHandoff)
}

/** Chats of a workspace that were asked for since and are over, the latest `most`, as a queue is replayed with them. */
export async function listRecorded(
  db: Db,
  workspaceId: string,
  since: number,
  most: number,
): Promise<readonly Handoff[]> {
  const rows = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('queued_at', '>=', since)
    .where('ended_at', 'is not', null)
    // Who was called back at a time that they wished waited for nobody.
    .where('callback_at', 'is', null)
    .orderBy('queued_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(toHandoff)
}

function toHandoff(row: Selectable<HandoffsTable>): Handoff {
  const tenantId = row.tenant_id
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    tier: row.tier,
    requester: { tenantId, objectId: row.requester_id, name: row.requester_name },
    state: row.state,
    analyst: row.analyst_id === null ? undefined : { tenantId, objectId: row.analyst_id, name: row.analyst_name ?? '' },
    queuedAt: row.queued_at,
    takenAt: row.taken_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    endedBy: row.ended_by ?? undefined,
    silentSince: row.silent_since ?? undefined,
    warnings: row.warnings,
    owedSince: row.owed_since ?? undefined,
    clockAt: row.clock_at ?? undefined,
    heldUntil: row.held_until ?? undefined,
    callbackAt: row.callback_at ?? undefined,
    isTold: row.told === 1,
    reminded: row.reminded,
    ticketId: row.ticket_id ?? undefined,
    category: row.category ?? undefined,
    offerId: row.offer_id ?? undefined,
  }
}

function toMessage(row: Selectable<MessagesTable>): Message {
  return {
    id: row.id,
    handoffId: row.handoff_id,
    activityId: row.source_activity_id,
    audience: row.audience,
    author: { objectId: row.author_id, name: row.author_name },
    words: fromJson(row.words),
    saidAt: row.said_at,
    sentActivityId: row.sent_activity_id ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
    undelivered: row.undelivered === 1,
  }
}
