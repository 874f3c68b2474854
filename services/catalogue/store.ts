import { type Selectable, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import type { PersonKey } from '../people/person.ts'
import type { View } from './catalogue.ts'
import type { Draft } from './draft.ts'
import type { DraftsTable } from './tables.ts'

export async function viewOf(db: Db, { tenantId, objectId }: PersonKey): Promise<View> {
  const row = await db
    .selectFrom('catalogue_views')
    .select('view')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row?.view ?? 'list'
}

export async function chooseView(db: Db, { tenantId, objectId }: PersonKey, view: View): Promise<void> {
  await db
    .insertInto('catalogue_views')
    .values({ tenant_id: tenantId, object_id: objectId, view })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet({ view }))
    .execute()
}

/** How often each item of a workspace was asked for. */
export async function usesOf(db: Db, workspaceId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('item_uses')
    .select(['item_id', 'uses'])
    .where('workspace_id', '=', workspaceId)
    .execute()
  return new Map(rows.map((row) => [row.item_id, row.uses]))
}

export async function countUse(db: Db, workspaceId: string, itemId: string): Promise<void> {
  await db
    .insertInto('item_uses')
    .values({ workspace_id: workspaceId, item_id: itemId, uses: 1 })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'item_id']).doUpdateSet({ uses: sql`item_uses.uses + 1` }),
    )
    .execute()
}

/** Their drafts, in these workspaces, the latest first. */
export async function listOwnDrafts(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceIds: readonly string[],
): Promise<readonly Draft[]> {
  if (workspaceIds.length === 0) return []
  const rows = await db
    .selectFrom('drafts')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('workspace_id', 'in', workspaceIds)
    .orderBy('updated_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(toDraft)
}

export async function countOwnDrafts(db: Db, { tenantId, objectId }: PersonKey, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('drafts')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** By an id from outside: only their own. */
export async function findOwnDraft(db: Db, { tenantId, objectId }: PersonKey, id: string): Promise<Draft | undefined> {
  const row = await db
    .selectFrom('drafts')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row && toDraft(row)
}

/** By an id from a row of our own; `undefined`: it was sent or discarded since. */
export async function readDraft(db: Db, id: string): Promise<Draft | undefined> {
  const row = await db.selectFrom('drafts').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toDraft(row)
}

/** Nobody's draft but its owner's is ever written over: another's id is left alone. */
export async function saveOwnDraft(db: Db, { owner, ...draft }: Draft): Promise<void> {
  const now = {
    answers: toJson(draft.answers),
    form: toJson(draft.form),
    page: draft.page,
    updated_at: draft.updatedAt,
    reminded_at: null,
  }
  const whose = { tenant_id: owner.tenantId, object_id: owner.objectId }
  await db
    .insertInto('drafts')
    .values({ id: draft.id, ...whose, workspace_id: draft.workspaceId, item_id: draft.itemId, ...now })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(now)
        .where('drafts.tenant_id', '=', owner.tenantId)
        .where('drafts.object_id', '=', owner.objectId),
    )
    .execute()
}

export async function deleteOwnDraft(db: Db, { tenantId, objectId }: PersonKey, id: string): Promise<void> {
  await db
    .deleteFrom('drafts')
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .execute()
}

/** Those that were left alone since, and of which nobody was reminded; marked as if they were. */
export async function claimForgotten(db: Db, before: number, now: number, most: number): Promise<readonly Draft[]> {
  const old = db
    .selectFrom('drafts')
    .select('id')
    .where('updated_at', '<', before)
    .where('reminded_at', 'is', null)
    .limit(most)
  const rows = await db
    .updateTable('drafts')
    .set({ reminded_at: now })
    .where('id', 'in', old)
    .where('reminded_at', 'is', null)
    .returningAll()
    .execute()
  return rows.map(toDraft)
}

export async function forgetDrafts(db: Db, before: number): Promise<void> {
  await db.deleteFrom('drafts').where('updated_at', '<', before).execute()
}

function toDraft(row: Selectable<DraftsTable>): Draft {
  return {
    id: row.id,
    owner: { tenantId: row.tenant_id, objectId: row.object_id },
    workspaceId: row.workspace_id,
    itemId: row.item_id,
    answers: fromJson(row.answers),
    form: fromJson(row.form),
    page: row.page,
    updatedAt: row.updated_at,
  }
}
