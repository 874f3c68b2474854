import type { Selectable } from 'kysely'
import type { Access } from '../access/access.ts'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import type { WatchedGroup } from './group.ts'
import type { GroupsTable } from './tables.ts'

/** The groups that a document names: as members, and as whom a role is about. */
export function groupsIn({ assignments }: Pick<Access, 'assignments'>): readonly string[] {
  const named = assignments.flatMap(({ members, scope = [] }) => [
    ...members.flatMap((its) => (typeof its === 'object' && 'group' in its ? [its.group] : [])),
    ...scope.map(({ group }) => group),
  ])
  return [...new Set(named)]
}

/** Has a group watched from now on; false: it was read before. */
export async function addGroup(db: Db, tenantId: string, groupId: string, now: number): Promise<boolean> {
  const its = { tenant_id: tenantId, group_id: groupId, name: '', read_at: null, trouble: null, size: 0 }
  const { read_at } = await db
    .insertInto('groups')
    .values({ ...its, watched_at: now })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'group_id']).doUpdateSet({ watched_at: now }))
    .returning('read_at')
    .executeTakeFirstOrThrow()
  return read_at === null
}

export async function listGroups(db: Db, tenantId: string, ids: readonly string[]): Promise<readonly WatchedGroup[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('groups')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('group_id', 'in', ids)
    .execute()
  return rows.map(toGroup)
}

export async function listAllGroups(
  db: Db,
): Promise<readonly { readonly tenantId: string; readonly groupId: string }[]> {
  const rows = await db.selectFrom('groups').select(['tenant_id', 'group_id']).execute()
  return rows.map((row) => ({ tenantId: row.tenant_id, groupId: row.group_id }))
}

/** Nobody names it any more. */
export async function dropGroup(db: Db, tenantId: string, groupId: string): Promise<void> {
  for (const table of ['groups', 'group_members'] as const)
    await db.deleteFrom(table).where('tenant_id', '=', tenantId).where('group_id', '=', groupId).execute()
}

export async function noteGroup(
  db: Db,
  tenantId: string,
  { id, name, readAt, trouble, size }: Omit<WatchedGroup, 'watchedAt'>,
): Promise<void> {
  await db
    .updateTable('groups')
    .set({ name, read_at: readAt ?? null, trouble: trouble ?? null, size })
    .where('tenant_id', '=', tenantId)
    .where('group_id', '=', id)
    .execute()
}

export async function membersOf(db: Db, tenantId: string, groupId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('group_members')
    .select('object_id')
    .where('tenant_id', '=', tenantId)
    .where('group_id', '=', groupId)
    .execute()
  return new Set(rows.map((row) => row.object_id))
}

/** A statement of a store takes no more values than so many. */
const AT_ONCE = 200

export async function changeMembers(
  db: Db,
  tenantId: string,
  groupId: string,
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
): Promise<void> {
  for (let n = 0; n < removed.length; n += AT_ONCE)
    await db
      .deleteFrom('group_members')
      .where('tenant_id', '=', tenantId)
      .where('group_id', '=', groupId)
      .where('object_id', 'in', removed.slice(n, n + AT_ONCE))
      .execute()
  for (let n = 0; n < added.length; n += AT_ONCE) {
    const rows = added.slice(n, n + AT_ONCE)
    await db
      .insertInto('group_members')
      .values(rows.map((objectId) => ({ tenant_id: tenantId, group_id: groupId, object_id: objectId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Which of these groups somebody is in. */
export async function groupsOfPerson(
  db: Db,
  { tenantId, objectId }: PersonKey,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('group_members')
    .select('group_id')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('group_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.group_id))
}

function toGroup(row: Selectable<GroupsTable>): WatchedGroup {
  const { group_id: id, name, size, watched_at: watchedAt } = row
  return { id, name, size, watchedAt, readAt: row.read_at ?? undefined, trouble: row.trouble ?? undefined }
}
