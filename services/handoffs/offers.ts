import type { Selectable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { ServiceDeskError } from '../errors.ts'
import type { NamedPerson } from '../people/person.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Desk } from '../workspaces/workspace.ts'
import type { Offer, OfferState } from './handoff.ts'
import type { OffersTable } from './tables.ts'

/** Adds an open offer; `undefined` where this dialog made one before. */
export async function addOffer(
  db: Db,
  { id, workspaceId, handoffId, tier, to, from, note, offeredAt }: Omit<Offer, 'state' | 'answeredBy' | 'answeredAt'>,
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
      from_id: from.objectId,
      from_name: from.name,
      note,
      state: 'open',
      offered_at: offeredAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toOffer(row, from.tenantId)
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
  state: Exclude<OfferState, 'open'>,
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

function toOffer(row: Selectable<OffersTable>, tenantId: string): Offer {
  const named = (objectId: string | null, name: string | null) =>
    objectId === null ? undefined : { tenantId, objectId, name: name ?? '' }
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    handoffId: row.handoff_id,
    tier: row.tier,
    to: named(row.to_id, row.to_name),
    from: { tenantId, objectId: row.from_id, name: row.from_name },
    note: row.note,
    state: row.state,
    offeredAt: row.offered_at,
    answeredBy: named(row.answered_by_id, row.answered_by_name),
    answeredAt: row.answered_at ?? undefined,
  }
}
