import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import { ServiceDeskError } from '../errors.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Desk } from '../workspaces/workspace.ts'
import type { Handoff, Offer, OfferState, RoutingDecision } from './handoff.ts'
import type { OffersTable } from './tables.ts'

/** The queue itself makes some. */
const NOBODY = ''

/** Adds an open offer; `undefined` where this dialog made one before. */
export async function addOffer(
  db: Db,
  {
    id,
    workspaceId,
    handoffId,
    tier,
    to,
    from,
    note,
    offeredAt,
    expiresAt,
    why,
  }: Omit<Offer, 'state' | 'answeredBy' | 'answeredAt'>,
): Promise<Offer | undefined> {
  const row = await db
    .insertInto('offers')
    .values({
      id,
      workspace_id: workspaceId,
      handoff_id: handoffId,
      tier,
      to_id: to?.objectId ?? null,
      to_name: to?.name ?? null,
      from_id: from?.objectId ?? NOBODY,
      from_name: from?.name ?? '',
      note,
      state: 'open',
      offered_at: offeredAt,
      expires_at: expiresAt ?? null,
      why: why === undefined ? null : toJson(why),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toOffer(row, (await getWorkspace(db, workspaceId)).tenantId)
}

/** By an id from outside: only within the scope of whoever asks. */
export async function findOffer(db: Db, scope: Scope, id: string): Promise<Offer | undefined> {
  const row = await db
    .selectFrom('offers')
    .selectAll()
    .where('id', '=', id)
    .where('workspace_id', 'in', scope.workspaceIds)
    .executeTakeFirst()
  return row && toOffer(row, scope.tenantId)
}

/** By an id from a row of our own. Throws `not-found` when it is gone. */
export async function getOffer(db: Db, id: string): Promise<Offer> {
  const row = await db.selectFrom('offers').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such offer.')
  return toOffer(row, (await getWorkspace(db, row.workspace_id)).tenantId)
}

const MOST_OFFERS = 500

/** The open offers to a desk. */
export async function listOpenOffers(
  db: Db,
  { workspaceId, tier }: Pick<Desk, 'workspaceId' | 'tier'>,
): Promise<readonly Offer[]> {
  const rows = await db
    .selectFrom('offers')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('tier', '=', tier)
    .where('to_id', 'is', null)
    .where('state', '=', 'open')
    .limit(MOST_OFFERS)
    .execute()
  const { tenantId } = await getWorkspace(db, workspaceId)
  return rows.map((row) => toOffer(row, tenantId))
}

/** Closes an open offer (compare and set). False: somebody else did. */
export async function closeOffer(
  { db, now }: Pick<Services, 'db' | 'now'>,
  id: string,
  state: Exclude<OfferState, 'open' | 'returned'>,
  by?: NamedPerson,
): Promise<boolean> {
  const row = await db
    .updateTable('offers')
    .set({ state, answered_by_id: by?.objectId ?? null, answered_by_name: by?.name ?? null, answered_at: now() })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** The mark that somebody took a chat and gave it back: it is not offered to them again. */
export async function addReturn(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { id, workspaceId, tier }: Pick<Handoff, 'id' | 'workspaceId' | 'tier'>,
  { objectId, name }: NamedPerson,
): Promise<void> {
  const at = now()
  await db
    .insertInto('offers')
    .values({
      id: randomUUID(),
      workspace_id: workspaceId,
      handoff_id: id,
      tier,
      to_id: objectId,
      to_name: name,
      from_id: NOBODY,
      from_name: '',
      note: '',
      state: 'returned',
      offered_at: at,
      answered_by_id: objectId,
      answered_by_name: name,
      answered_at: at,
    })
    .execute()
}

/** How somebody answered an offer of a chat before, or that they gave it back. */
export interface Answer {
  readonly handoffId: string
  readonly objectId: string
  readonly state: 'refused' | 'expired' | 'returned'
  readonly at: number
}

/** What came of the offers of these chats in their queue, the latest last. */
export async function listAnswers(db: Db, handoffIds: readonly string[]): Promise<readonly Answer[]> {
  if (handoffIds.length === 0) return []
  const rows = await db
    .selectFrom('offers')
    .select(['handoff_id', 'to_id', 'state', 'answered_at'])
    .where('handoff_id', 'in', handoffIds)
    .where('from_id', '=', NOBODY)
    .where('state', 'in', ['refused', 'expired', 'returned'])
    .orderBy('answered_at')
    .execute()
  return rows.map((row) => ({
    handoffId: row.handoff_id,
    objectId: row.to_id ?? '',
    state: row.state as Answer['state'],
    at: row.answered_at ?? 0,
  }))
}

/** The latest offer that the queue made of a chat. */
export async function findLastDecision(db: Db, handoffId: string): Promise<RoutingDecision | undefined> {
  const row = await db
    .selectFrom('offers')
    .select('why')
    .where('handoff_id', '=', handoffId)
    .where('why', 'is not', null)
    .orderBy('offered_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.why === null || row === undefined ? undefined : fromJson(row.why)
}

/** How many chats each is offered at present, by the queue or by a colleague. */
export async function countOpenOffers(db: Db, workspaceId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('offers')
    .select((select) => ['to_id', select.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('to_id', 'is not', null)
    .where(sql<boolean>`state = 'open'`)
    .groupBy('to_id')
    .execute()
  return new Map(rows.map((row) => [row.to_id ?? '', Number(row.count)]))
}

/** The open offers that the queue of a desk made. */
export async function listQueuesOffers(
  db: Db,
  { workspaceId, tier }: Pick<Desk, 'workspaceId' | 'tier'>,
): Promise<readonly Pick<Offer, 'id' | 'handoffId'>[]> {
  const rows = await db
    .selectFrom('offers')
    .select(['id', 'handoff_id'])
    .where('workspace_id', '=', workspaceId)
    .where('tier', '=', tier)
    .where('from_id', '=', NOBODY)
    .where(sql<boolean>`state = 'open'`)
    .execute()
  return rows.map((row) => ({ id: row.id, handoffId: row.handoff_id }))
}

/** The offers of the queue that somebody has not answered yet. */
export async function listOffersTo(
  db: Db,
  workspaceId: string,
  { tenantId, objectId }: PersonKey,
): Promise<readonly Offer[]> {
  const rows = await db
    .selectFrom('offers')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('to_id', '=', objectId)
    .where('from_id', '=', NOBODY)
    .where(sql<boolean>`state = 'open'`)
    .orderBy('handoff_id')
    .execute()
  return rows.map((row) => toOffer(row, tenantId))
}

function toOffer(row: Selectable<OffersTable>, tenantId: string): Offer {
  const named = (objectId: string | null, name: string | null) =>
    objectId === null ? undefined : { tenantId, objectId, name: name ?? '' }
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    handoffId: row.handoff_id,
    tier: row.tier,
    to: named(row.to_id, row.to_name),
    from: row.from_id === NOBODY ? undefined : { tenantId, objectId: row.from_id, name: row.from_name },
    note: row.note,
    state: row.state,
    offeredAt: row.offered_at,
    answeredBy: named(row.answered_by_id, row.answered_by_name),
    answeredAt: row.answered_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    why: row.why === null ? undefined : fromJson(row.why),
  }
}
