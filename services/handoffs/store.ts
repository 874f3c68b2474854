import { type Selectable, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { prepared, preparedList } from '../db/prepared.ts'
import type { HandoffsTable, MessagesTable } from '../db/schema.ts'
import { together } from '../db/together.ts'
import { ServiceDeskError } from '../errors.ts'
import type { Conversation } from '../notices/notice.ts'
import type { PersonKey, Words } from '../people/person.ts'
import { toConversation } from '../people/store.ts'
import type { Audience, EndedBy, Handoff, HandoffState, Message, MessageKey } from './handoff.ts'

export async function findHandoff(db: Db, id: string): Promise<Handoff | undefined> {
  const [row] = await findById(db, { id })
  return row && toHandoff(row)
}

const findById = prepared((db, { id }: { readonly id: string }) =>
  db.selectFrom('handoffs').selectAll().where('id', '=', id),
)

export async function getHandoff(db: Db, id: string): Promise<Handoff> {
  const handoff = await findHandoff(db, id)
  if (handoff === undefined) throw new ServiceDeskError('not-found', 'There is no such handoff.')
  return handoff
}

/** The handoff as it is once nobody else has it in hand: until the end of the transaction it is ours to change. */
export async function lockHandoff(db: Db, id: string): Promise<Handoff | undefined> {
  const row = await db
    .updateTable('handoffs')
    .set((set) => ({ warnings: set.ref('warnings') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row && toHandoff(row)
}

/** The chat that somebody waits for or is in. */
export async function findOpenHandoff(db: Db, requester: PersonKey): Promise<Handoff | undefined> {
  const [row] = await findOpen(db, requester)
  return row && toHandoff(row)
}

const findOpen = prepared((db, { tenantId, objectId }: PersonKey) =>
  db
    .selectFrom('handoffs')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '=', objectId)
    .where(sql<boolean>`state in ('queued', 'active')`),
)

/** Every chat of a workspace that waits or goes on, the oldest first. */
export async function listOpenHandoffs(db: Db, workspaceId: string): Promise<readonly Handoff[]> {
  const rows = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`state in ('queued', 'active')`)
    .orderBy('queued_at')
    .execute()
  return rows.map(toHandoff)
}

/** Changes a handoff if it is still in one of `states`; `undefined` when somebody was faster. */
export async function changeHandoff(
  db: Db,
  id: string,
  states: readonly HandoffState[],
  change: HandoffChange,
): Promise<Handoff | undefined> {
  const columns = Object.keys(change) as (keyof HandoffChange)[]
  const shape = `${states.length} ${columns}`
  const run = changes.get(shape) ?? preparedChange(states.length, columns)
  changes.set(shape, run)
  const allowed = Object.fromEntries(states.map((state, n) => [`state ${n}`, state]))
  const [row] = await run(db, { ...change, ...allowed, id })
  return row && toHandoff(row)
}

type HandoffChange = Partial<Omit<HandoffsTable, 'id'>>

/** One for each change that our code makes: they are few. */
const changes = new Map<string, ReturnType<typeof preparedChange>>()

/** The states are places, not words of the query: PostgreSQL would look among all that wait instead of by the id. */
function preparedChange(states: number, columns: readonly (keyof HandoffChange)[]) {
  const allowed = Array.from({ length: states }, (_, n): `state ${number}` => `state ${n}`)
  return prepared((db, values: HandoffChange & { readonly id: string; readonly [state: `state ${number}`]: string }) =>
    db
      .updateTable('handoffs')
      .set(Object.fromEntries(columns.map((column) => [column, values[column]])))
      .where('id', '=', values.id)
      .where(
        'state',
        'in',
        allowed.map((name) => values[name] as string),
      )
      .returningAll(),
  )
}

/** Somebody waits from now on; false when they did already. */
export async function addHandoff(
  db: Db,
  { id, workspaceId, requester, queuedAt }: Pick<Handoff, 'id' | 'workspaceId' | 'requester' | 'queuedAt'>,
): Promise<boolean> {
  const { tenantId, objectId, name } = requester
  const rows = await insertHandoff(db, { id, workspaceId, tenantId, objectId, name, queuedAt })
  return rows.length > 0
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
    .returning('id'),
)

export async function countQueued(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('handoffs')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`state = 'queued'`)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Adds a message. Throws `unavailable` when another replica is just adding it: asked again, it is found seen. */
export async function addMessage(
  db: Db,
  message: Omit<Message, 'id' | 'sentActivityId' | 'deletedAt' | 'undelivered'>,
): Promise<void> {
  const { handoffId, audience, author, words, saidAt, activityId } = message
  const { objectId: authorId, name: authorName } = author
  const written = JSON.stringify(words)
  await insertMessage(db, { handoffId, audience, authorId, authorName, words: written, saidAt, activityId })
}

interface NewMessage {
  readonly handoffId: string
  readonly audience: string
  readonly authorId: string
  readonly authorName: string
  readonly words: string
  readonly saidAt: number
  readonly activityId: string
}

const insertMessage = prepared((db, message: NewMessage) =>
  db.insertInto('messages').values({
    handoff_id: message.handoffId,
    audience: message.audience,
    author_id: message.authorId,
    author_name: message.authorName,
    words: message.words,
    said_at: message.saidAt,
    source_activity_id: message.activityId,
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

/** What is carried to the other side of a chat, and where that is, if it can be reached. */
export interface Relay extends MessageKey {
  readonly audience: Audience
  readonly authorName: string
  readonly words: Words
  readonly deleted: boolean
  readonly sentActivityId: string | undefined
  readonly to: Conversation | undefined
  readonly requester: PersonKey
}

/**
 * What a relay needs, in one look for all that are asked for at once: the thread for the desk's eyes, the requester's own
 * chat for anything else. For use outside a transaction.
 */
export const findRelay = together<MessageKey, Relay>(
  loadRelays,
  ({ handoffId, activityId, authorId }) => `${handoffId} ${authorId} ${activityId}`,
)

async function loadRelays(db: Db, keys: readonly MessageKey[]): Promise<readonly Relay[]> {
  const rows = await selectRelays(db, keys)
  return rows.map((row) => ({
    handoffId: row.handoff_id,
    activityId: row.source_activity_id,
    authorId: row.author_id,
    audience: row.audience as Audience,
    authorName: row.author_name,
    words: JSON.parse(row.words),
    deleted: row.deleted_at !== null,
    sentActivityId: row.sent_activity_id ?? undefined,
    to: toConversation(row),
    requester: { tenantId: row.tenant_id, objectId: row.requester_id },
  }))
}

/** By what the index of messages begins with: asked for the handoff too, a planner may read all that was said in it. */
const selectRelays = preparedList((db, keys: readonly MessageKey[]) => {
  const wanted = sql.join(keys.map(({ activityId, authorId }) => sql`(${activityId}, ${authorId})`))
  return db
    .selectFrom('messages as m')
    .innerJoin('handoffs as h', 'h.id', 'm.handoff_id')
    .leftJoin('live_cards as thread', (join) =>
      join
        .on('thread.subject', '=', sql`case m.audience when 'desk' then 'handoff:' || h.id end`)
        .on('thread.place', '=', sql.lit('desk')),
    )
    .leftJoin('people as p', (join) =>
      join
        .onRef('p.tenant_id', '=', 'h.tenant_id')
        .on('p.object_id', '=', sql`case m.audience when 'desk' then null else h.requester_id end`),
    )
    .select(({ fn }) => [
      'm.handoff_id',
      'm.source_activity_id',
      'm.author_id',
      'm.audience',
      'm.author_name',
      'm.words',
      'm.deleted_at',
      'm.sent_activity_id',
      'h.tenant_id',
      'h.requester_id',
      fn.coalesce('thread.service_url', 'p.service_url').as('service_url'),
      fn.coalesce('thread.conversation_id', 'p.conversation_id').as('conversation_id'),
    ])
    .where(sql<boolean>`(m.source_activity_id, m.author_id) in (values ${wanted})`)
})

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

export async function changeMessage(db: Db, id: number, change: Partial<Omit<MessagesTable, 'id'>>): Promise<void> {
  await db.updateTable('messages').set(change).where('id', '=', id).execute()
}

/** Whoever takes the mark off, tries again; nobody else does for the same failure. */
export async function takeUndelivered(db: Db, id: number): Promise<boolean> {
  const row = await db
    .updateTable('messages')
    .set({ undelivered: 0 })
    .where('id', '=', id)
    .where('undelivered', '=', 1)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function listMessages(db: Db, handoffId: string): Promise<readonly Message[]> {
  const rows = await db.selectFrom('messages').selectAll().where('handoff_id', '=', handoffId).orderBy('id').execute()
  return rows.map(toMessage)
}

/** The first of the requester's words that they did not take back: what the handoff's card shows. */
export async function firstMessage(db: Db, handoffId: string): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where(sql<boolean>`audience = 'desk'`)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && toMessage(row)
}

function toHandoff(row: Selectable<HandoffsTable>): Handoff {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    requester: { tenantId: row.tenant_id, objectId: row.requester_id, name: row.requester_name },
    state: row.state as HandoffState,
    analyst: row.analyst_id === null ? undefined : { objectId: row.analyst_id, name: row.analyst_name ?? '' },
    queuedAt: row.queued_at,
    takenAt: row.taken_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    endedBy: (row.ended_by as EndedBy | null) ?? undefined,
    silentSince: row.silent_since ?? undefined,
    warnings: row.warnings,
    ticketId: row.ticket_id ?? undefined,
  }
}

function toMessage(row: Selectable<MessagesTable>): Message {
  return {
    id: row.id,
    handoffId: row.handoff_id,
    activityId: row.source_activity_id,
    audience: row.audience as Audience,
    author: { objectId: row.author_id, name: row.author_name },
    words: JSON.parse(row.words) as Words,
    saidAt: row.said_at,
    sentActivityId: row.sent_activity_id ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
    undelivered: row.undelivered === 1,
  }
}
