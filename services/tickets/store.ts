import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { fromJson } from '../db/json.ts'
import { ServiceDeskError } from '../errors.ts'
import type { PersonKey } from '../people/person.ts'
import { FIRST_TIER } from '../workspaces/workspace.ts'
import type { TicketEntriesTable, TicketsTable } from './tables.ts'
import {
  type EntryKind,
  PROVISIONAL,
  type Ticket,
  type TicketEntry,
  type TicketKind,
  type TicketPage,
  type TicketState,
  UNSETTLED_STATES,
} from './ticket.ts'

/** Literals, as in the partial index on them. */
export const isUnsettled = sql<boolean>`state in (${sql.join(UNSETTLED_STATES.map((state) => sql.lit(state)))})`

/** By an id from outside: only within the scope of whoever asks. */
export async function findTicket(db: Db, scope: Scope, id: string): Promise<Ticket | undefined> {
  const row = await db
    .selectFrom('tickets')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', scope.tenantId)
    .where('workspace_id', 'in', scope.workspaceIds)
    .executeTakeFirst()
  return row && toTicket(row)
}

/** The numbers of tickets, by their ids. */
export async function numbersOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('tickets')
    .select(['id', 'number'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map((row) => [row.id, row.number]))
}

/** By an id from a row of our own. Throws `not-found` when it is gone. */
export async function getTicket(db: Db, id: string): Promise<Ticket> {
  const row = await db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such ticket.')
  return toTicket(row)
}

/** The same with a row lock: nothing is written in its history before this transaction ends. */
export async function lockTicket(db: Db, id: string): Promise<Ticket> {
  const row = await db
    .updateTable('tickets')
    .set((set) => ({ version: set.ref('version') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such ticket.')
  return toTicket(row)
}

/** As people call it, in its workspace. */
export async function findTicketByNumber(db: Db, workspaceId: string, number: string): Promise<Ticket | undefined> {
  const row = await db
    .selectFrom('tickets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row && toTicket(row)
}

export async function findTicketByKey(db: Db, key: string): Promise<Ticket | undefined> {
  const row = await db.selectFrom('tickets').selectAll().where('key', '=', key).executeTakeFirst()
  return row && toTicket(row)
}

/**
 * The tickets that were opened by somebody or for them, those that are not settled first, then the last touched (S0.33). `page`
 * counts from 0. However many there are, only those up to the page's end are read: indexes give them in this order.
 */
export async function listTickets(
  db: Db,
  person: PersonKey,
  { workspaceIds, page, size }: Pick<Scope, 'workspaceIds'> & { readonly page: number; readonly size: number },
): Promise<TicketPage> {
  const wanted = (page + 1) * size + 1
  const unsettled = await lastTouched(db, person, { workspaceIds, wanted, isSettled: false })
  const settled =
    unsettled.length < wanted ? await lastTouched(db, person, { workspaceIds, wanted, isSettled: true }) : []
  const rows = [...unsettled, ...settled]
  const tickets = rows.slice(page * size, (page + 1) * size).map(toTicket)
  return { tickets, page, more: rows.length > (page + 1) * size }
}

interface Wanted extends Pick<Scope, 'workspaceIds'> {
  readonly wanted: number
  readonly isSettled: boolean
}

async function lastTouched(db: Db, { tenantId, objectId }: PersonKey, { workspaceIds, wanted, isSettled }: Wanted) {
  const by = (column: 'requester_id' | 'opener_id') =>
    db
      .selectFrom('tickets')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where(column, '=', objectId)
      .where('workspace_id', 'in', workspaceIds)
      .where((where) => (isSettled ? where.not(isUnsettled) : isUnsettled))
      .orderBy('updated_at', 'desc')
      .orderBy('id', 'desc')
      .limit(wanted)
      .execute()
  const both = [...(await by('requester_id')), ...(await by('opener_id'))]
  const rows = [...new Map(both.map((row) => [row.id, row])).values()]
  return rows.toSorted((a, b) => b.updated_at - a.updated_at || (a.id < b.id ? 1 : -1)).slice(0, wanted)
}

/** Adds a ticket. Throws `conflict` when another replica is just adding the same one: asked again, it is found by its key. */
export async function addTicket(db: Db, ticket: Omit<Insertable<TicketsTable>, 'version'>): Promise<Ticket> {
  const row = await db
    .insertInto('tickets')
    .values({ ...ticket, version: 1 })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toTicket(row)
}

/** Changes a ticket that is still at the version the actor saw (optimistic lock); `undefined` when somebody was faster. */
export async function changeTicket(
  { db, now }: Pick<Services, 'db' | 'now'>,
  ticket: Pick<Ticket, 'id' | 'version'>,
  change: Pick<
    Updateable<TicketsTable>,
    'state' | 'assignee_id' | 'assignee_name' | 'tier' | 'urgency' | 'impact' | 'category' | 'announcement' | 'tasks'
  >,
): Promise<Ticket | undefined> {
  const row = await db
    .updateTable('tickets')
    .set({ ...change, version: ticket.version + 1, updated_at: now() })
    .where('id', '=', ticket.id)
    .where('version', '=', ticket.version)
    .returningAll()
    .executeTakeFirst()
  return row && toTicket(row)
}

export async function touchTicket({ db, now }: Pick<Services, 'db' | 'now'>, ticketId: string): Promise<void> {
  await db.updateTable('tickets').set({ updated_at: now() }).where('id', '=', ticketId).execute()
}

/** The tickets of a workspace that somebody still has to do something for, a page in the order of their ids. */
export async function listUnsettledTickets(
  db: Db,
  workspaceId: string,
  after: string,
  most: number,
): Promise<readonly Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(isUnsettled)
    .where('id', '>', after)
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map(toTicket)
}

/** How many tickets at these tiers somebody still has to do something for. */
export async function countUnsettled(db: Db, workspaceId: string, tiers: readonly number[]): Promise<number> {
  const { count } = await db
    .selectFrom('tickets')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('tier', 'in', tiers)
    .where(isUnsettled)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The tickets of a workspace on which somebody works, the last touched first. */
export async function listUnsettledOf(
  db: Db,
  workspaceId: string,
  { objectId }: PersonKey,
  most: number,
): Promise<readonly Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('assignee_id', '=', objectId)
    .where(isUnsettled)
    .orderBy('updated_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(toTicket)
}

/** The ids of somebody's tickets of a workspace, as many as `most`; confidential ones only if they are asked for. */
export async function listIdsOf(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceId: string,
  { settled, confidential, most }: { readonly settled: boolean; readonly confidential: boolean; readonly most: number },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '=', objectId)
    .where('workspace_id', '=', workspaceId)
    .where('state', settled ? 'not in' : 'in', UNSETTLED_STATES)
    .where('confidential', 'in', confidential ? [0, 1] : [0])
    .limit(most)
    .execute()
  return rows.map(({ id }) => id)
}

/** Settled tickets are another workspace's from now on. */
export async function moveSettledTickets(db: Db, ids: readonly string[], to: string): Promise<void> {
  if (ids.length === 0) return
  await db.updateTable('tickets').set({ workspace_id: to, tier: FIRST_TIER }).where('id', 'in', ids).execute()
}

/** A ticket goes to another workspace's desk: whoever was working on it is not any more, and one that was begun is new there. */
export async function reassignTicket(
  { db, now }: Pick<Services, 'db' | 'now'>,
  id: string,
  workspaceId: string,
): Promise<void> {
  await db
    .updateTable('tickets')
    .set((set) => ({
      workspace_id: workspaceId,
      tier: FIRST_TIER,
      assignee_id: null,
      assignee_name: null,
      state: sql<TicketState>`case when state = 'in-progress' then 'new' else state end`,
      version: sql<number>`${set.ref('version')} + 1`,
      updated_at: now(),
    }))
    .where('id', '=', id)
    .execute()
}

const MOST_NAMED = 200

/** Somebody for whom tickets were opened has told their name, by speaking to us for the first time. */
export async function nameRequester(db: Db, person: PersonKey & { readonly name: string }): Promise<void> {
  const theirs = db
    .selectFrom('tickets')
    .select('id')
    .where('tenant_id', '=', person.tenantId)
    .where('requester_id', '=', person.objectId)
    .where('requester_name', 'is', null)
    .limit(MOST_NAMED)
  await db.updateTable('tickets').set({ requester_name: person.name }).where('id', 'in', theirs).execute()
}

/** Adds to a ticket's history; `undefined` when this very entry, by its idempotency key, is already there. */
export async function addEntry(
  db: Db,
  ticketId: string,
  entry: Omit<TicketEntry, 'id'> & { readonly key: string },
): Promise<TicketEntry | undefined> {
  const row = await db
    .insertInto('ticket_entries')
    .values({
      ticket_id: ticketId,
      key: entry.key,
      kind: entry.kind,
      author_id: entry.author.objectId,
      author_name: entry.author.name,
      text: entry.text,
      at: entry.at,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toEntry(row)
}

export async function findEntryByKey(db: Db, key: string): Promise<TicketEntry | undefined> {
  const row = await db.selectFrom('ticket_entries').selectAll().where('key', '=', key).executeTakeFirst()
  return row && toEntry(row)
}

export async function findEntry(db: Db, ticketId: string, id: number): Promise<TicketEntry | undefined> {
  const row = await db
    .selectFrom('ticket_entries')
    .selectAll()
    .where('id', '=', id)
    .where('ticket_id', '=', ticketId)
    .executeTakeFirst()
  return row && toEntry(row)
}

/** Changes what an entry of this author says. False when there is none. */
export async function changeEntryText(db: Db, key: string, authorId: string, text: string): Promise<boolean> {
  const row = await db
    .updateTable('ticket_entries')
    .set({ text })
    .where('key', '=', key)
    .where('author_id', '=', authorId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Takes an entry of this author away. False when there is none. */
export async function removeEntry(db: Db, key: string, authorId: string): Promise<boolean> {
  const row = await db
    .deleteFrom('ticket_entries')
    .where('key', '=', key)
    .where('author_id', '=', authorId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** A page of a ticket's history, the newest first; `page` counts from 0. `kinds`: what the reader may see. */
export async function listEntries(
  db: Db,
  ticketId: string,
  kinds: readonly EntryKind[],
  { page, size }: { readonly page: number; readonly size: number },
): Promise<{ readonly entries: readonly TicketEntry[]; readonly more: boolean }> {
  const rows = await db
    .selectFrom('ticket_entries')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('kind', 'in', kinds)
    .orderBy('id', 'desc')
    .limit(size + 1)
    .offset(page * size)
    .execute()
  return { entries: rows.slice(0, size).map(toEntry), more: rows.length > size }
}

/**
 * The next number of an organisation's incidents, counted from 1001 in its default workspace: a ticket keeps its number
 * wherever it is moved.
 */
export async function nextNumber(db: Db, defaultWorkspaceId: string, kind: TicketKind): Promise<string> {
  const prefix = kind === 'incident' ? 'INC' : 'REQ'
  return `${prefix}-${await count(db, defaultWorkspaceId, kind, 1001)}`
}

/** Until the company's ticket system has given a number of its own, e.g. `PROV-0042` (F17). */
export async function nextProvisional(db: Db, defaultWorkspaceId: string): Promise<string> {
  return `${PROVISIONAL}${String(await count(db, defaultWorkspaceId, 'provisional', 1)).padStart(4, '0')}`
}

async function count(db: Db, workspaceId: string, name: string, first: number): Promise<number> {
  const { value } = await db
    .insertInto('counters')
    .values({ workspace_id: workspaceId, name, value: first })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'name']).doUpdateSet({ value: sql`counters.value + 1` }),
    )
    .returning('value')
    .executeTakeFirstOrThrow()
  return value
}

/** One of an organisation's that is in this ticket system. */
export async function findTicketOfSystem(
  db: Db,
  tenantId: string,
  system: string,
  id: string,
): Promise<Ticket | undefined> {
  const row = await db
    .selectFrom('tickets')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('system', '=', system)
    .executeTakeFirst()
  return row && toTicket(row)
}

/**
 * Those of a connection that the ticket system may not have as they are here: without a number of its own, and what was touched
 * since then. All of them, by their ids alone.
 */
export async function listBehind(
  db: Db,
  workspaceId: string,
  system: string,
  since: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('system', '=', system)
    .where((where) => where.or([where('number', 'like', `${PROVISIONAL}%`), where('updated_at', '>=', since)]))
    .orderBy('opened_at')
    .execute()
  return rows.map(({ id }) => id)
}

/** The ticket system has given its number. */
export async function renumberTicket(db: Db, id: string, number: string): Promise<void> {
  await db.updateTable('tickets').set({ number }).where('id', '=', id).execute()
}

/** The entries of these kinds after one of them, the oldest first. */
export async function listEntriesAfter(
  db: Db,
  ticketId: string,
  after: number,
  kinds: readonly EntryKind[],
  most: number,
): Promise<readonly (TicketEntry & { readonly key: string })[]> {
  const rows = await db
    .selectFrom('ticket_entries')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('id', '>', after)
    .where('kind', 'in', kinds)
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map((row) => ({ ...toEntry(row), key: row.key }))
}

/** What is announced in a workspace and not settled, the latest first. */
export async function listAnnounced(db: Db, workspaceId: string, most: number): Promise<readonly Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('announcement', 'is not', null)
    .where(isUnsettled)
    .where('confidential', '=', 0)
    .orderBy('opened_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(toTicket)
}

/** Which of these somebody follows. */
export async function followedOf(
  db: Db,
  { objectId }: PersonKey,
  ticketIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ticketIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('ticket_followers')
    .select('ticket_id')
    .where('object_id', '=', objectId)
    .where('ticket_id', 'in', ticketIds)
    .execute()
  return new Set(rows.map((row) => row.ticket_id))
}

/** A row lock on what is announced and not settled; false: it is not, by now. */
export async function lockAnnounced(db: Db, ticketId: string): Promise<boolean> {
  const row = await db
    .updateTable('tickets')
    .set((set) => ({ version: set.ref('version') }))
    .where('id', '=', ticketId)
    .where('announcement', 'is not', null)
    .where(isUnsettled)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** False: they followed it before. */
export async function addFollower(
  { db, now }: Pick<Services, 'db' | 'now'>,
  ticketId: string,
  { tenantId, objectId }: PersonKey,
): Promise<boolean> {
  const row = await db
    .insertInto('ticket_followers')
    .values({ ticket_id: ticketId, tenant_id: tenantId, object_id: objectId, followed_at: now() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('ticket_id')
    .executeTakeFirst()
  return row !== undefined
}

/** False: they did not follow it. */
export async function removeFollower(db: Db, ticketId: string, { objectId }: PersonKey): Promise<boolean> {
  const row = await db
    .deleteFrom('ticket_followers')
    .where('ticket_id', '=', ticketId)
    .where('object_id', '=', objectId)
    .returning('ticket_id')
    .executeTakeFirst()
  return row !== undefined
}

/** A page of those who followed it by then, in the order of their ids. */
export async function listFollowers(
  db: Db,
  ticketId: string,
  { after, followedBy }: { readonly after: string; readonly followedBy: number },
  most: number,
): Promise<readonly PersonKey[]> {
  const rows = await db
    .selectFrom('ticket_followers')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .where('object_id', '>', after)
    .where('followed_at', '<=', followedBy)
    .orderBy('object_id')
    .limit(most)
    .execute()
  return rows.map((row) => ({ tenantId: row.tenant_id, objectId: row.object_id }))
}

export async function countFollowers(db: Db, ticketId: string): Promise<number> {
  const { count } = await db
    .selectFrom('ticket_followers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('ticket_id', '=', ticketId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export function toTicket(row: Selectable<TicketsTable>): Ticket {
  const tenantId = row.tenant_id
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    tier: row.tier,
    kind: row.kind,
    system: row.system ?? undefined,
    number: row.number,
    title: row.title,
    description: row.description,
    urgency: row.urgency,
    impact: row.impact ?? 'one',
    category: row.category ?? undefined,
    state: row.state,
    requester: { tenantId, objectId: row.requester_id, name: row.requester_name ?? undefined },
    opener: { tenantId, objectId: row.opener_id, name: row.opener_name },
    assignee:
      row.assignee_id === null ? undefined : { tenantId, objectId: row.assignee_id, name: row.assignee_name ?? '' },
    handoffId: row.handoff_id ?? undefined,
    isConfidential: row.confidential === 1,
    announcement: row.announcement ?? undefined,
    tasks: row.tasks === null ? [] : fromJson(row.tasks).map((task) => ({ ...task, doneAt: task.doneAt ?? undefined })),
    version: row.version,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
  }
}

function toEntry(row: Selectable<TicketEntriesTable>): TicketEntry {
  return {
    id: row.id,
    kind: row.kind,
    author: { objectId: row.author_id, name: row.author_name },
    text: row.text,
    at: row.at,
  }
}
