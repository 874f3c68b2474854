import { randomUUID } from 'node:crypto'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'

/** How somebody wants a desk's tickets shown; `query`: of the console's address. */
export interface KeptFilter {
  readonly id: string
  readonly name: string
  readonly query: string
}

/** So many names stand above a list and are still found at a glance. */
export const MOST_FILTERS = 12

/** One's own, by name. */
export async function listFilters(
  db: Db,
  { tenantId, objectId }: PersonKey,
  deskId: string,
): Promise<readonly KeptFilter[]> {
  return await db
    .selectFrom('ticket_filters')
    .select(['id', 'name', 'query'])
    .where('object_id', '=', objectId)
    .where('tenant_id', '=', tenantId)
    .where('desk_id', '=', deskId)
    .orderBy('name')
    .limit(MOST_FILTERS)
    .execute()
}

/** Under a name that one has already, it takes that one's place. False: one has as many as may be. */
export async function keepFilter(
  db: Db,
  { tenantId, objectId }: PersonKey,
  deskId: string,
  { name, query }: Omit<KeptFilter, 'id'>,
): Promise<boolean> {
  const own = await listFilters(db, { tenantId, objectId }, deskId)
  if (own.length >= MOST_FILTERS && !own.some((its) => its.name === name)) return false
  await db
    .insertInto('ticket_filters')
    .values({ id: randomUUID(), desk_id: deskId, tenant_id: tenantId, object_id: objectId, name, query })
    .onConflict((conflict) => conflict.columns(['object_id', 'tenant_id', 'desk_id', 'name']).doUpdateSet({ query }))
    .execute()
  return true
}

/** By an id from outside: only one's own. */
export async function dropFilter(db: Db, { tenantId, objectId }: PersonKey, deskId: string, id: string): Promise<void> {
  await db
    .deleteFrom('ticket_filters')
    .where('id', '=', id)
    .where('object_id', '=', objectId)
    .where('tenant_id', '=', tenantId)
    .where('desk_id', '=', deskId)
    .execute()
}

/** The desk is gone, and its console with it. */
export async function forgetFilters(db: Db, deskId: string): Promise<void> {
  await db.deleteFrom('ticket_filters').where('desk_id', '=', deskId).execute()
}
