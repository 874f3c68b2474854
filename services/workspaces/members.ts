import type { Selectable } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { hasInName } from '../people/in-name.ts'
import { isPersonalAccount, type NamedPerson, type PersonKey } from '../people/person.ts'
import { toWorkspace } from './store.ts'
import type { WorkspaceTables } from './tables.ts'
import type { Member, Workspace } from './workspace.ts'

/** Adds an invitation to a workspace. False: they were invited before, or belong to it. */
export async function addInvitation(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  { tenantId, objectId, name }: NamedPerson,
  by: Pick<NamedPerson, 'objectId' | 'name'>,
): Promise<boolean> {
  const row = await db
    .insertInto('memberships')
    .values({
      workspace_id: workspaceId,
      tenant_id: tenantId,
      object_id: objectId,
      name,
      state: 'invited',
      invited_by_id: by.objectId,
      invited_by_name: by.name,
      invited_at: now(),
      accepted_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('object_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Makes an invited person a member. False: they were not invited, or are one already. */
export async function acceptInvitation(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  { tenantId, objectId, name }: NamedPerson,
): Promise<boolean> {
  const row = await db
    .updateTable('memberships')
    .set({ state: 'member', accepted_at: now(), name })
    .where('workspace_id', '=', workspaceId)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('state', '=', 'invited')
    .returning('object_id')
    .executeTakeFirst()
  return row !== undefined
}

/** False: they neither belonged to it nor were invited. */
export async function removeMembership(
  db: Db,
  workspaceId: string,
  { tenantId, objectId }: PersonKey,
): Promise<boolean> {
  const row = await db
    .deleteFrom('memberships')
    .where('workspace_id', '=', workspaceId)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .returning('object_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Somebody who was invited before we knew them has told their name. */
export async function nameMember(db: Db, { tenantId, objectId, name }: NamedPerson): Promise<void> {
  await db
    .updateTable('memberships')
    .set({ name })
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('name', '=', '')
    .execute()
}

/** Whether somebody belongs to a workspace or is invited, by their own key. */
export async function findMember(
  db: Db,
  workspaceId: string,
  { tenantId, objectId }: PersonKey,
): Promise<Member | undefined> {
  const row = await db
    .selectFrom('memberships')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row && toMember(row)
}

/** Those who belong to a workspace or are invited, by name; no more than `most`. */
export async function listMembers(db: Db, workspaceId: string, most: number, name = ''): Promise<readonly Member[]> {
  const rows = await db
    .selectFrom('memberships')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .$if(name !== '', (query) => query.where(hasInName(name)))
    .orderBy('name')
    .orderBy('object_id')
    .limit(most)
    .execute()
  return rows.map(toMember)
}

export async function countMembers(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('memberships')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/**
 * The workspaces that somebody belongs to: the default one of their tenant first, then by name. To that one everybody of the
 * organisation belongs without an invitation; a personal account is of none.
 */
export async function listOwnWorkspaces(db: Db, person: PersonKey): Promise<readonly Workspace[]> {
  const isOfAll = !isPersonalAccount(person)
  const rows = await rowsOf(db, person)
    .where((where) => where.or([...(isOfAll ? [where('w.is_default', '=', 1)] : []), where('m.state', '=', 'member')]))
    .execute()
  return rows.map(toWorkspace)
}

/** The ids of the same: all that they may look into for what is theirs. */
export async function listWorkspaceIds(db: Db, person: PersonKey): Promise<readonly string[]> {
  return (await listOwnWorkspaces(db, person)).map(({ id }) => id)
}

/** The workspaces to which somebody is invited, and has not answered. */
export async function listInvitations(db: Db, person: PersonKey): Promise<readonly Workspace[]> {
  const rows = await rowsOf(db, person).where('m.state', '=', 'invited').execute()
  return rows.map(toWorkspace)
}

function rowsOf(db: Db, { tenantId, objectId }: PersonKey) {
  return db
    .selectFrom('workspaces as w')
    .leftJoin('memberships as m', (join) =>
      join.onRef('m.workspace_id', '=', 'w.id').on('m.tenant_id', '=', tenantId).on('m.object_id', '=', objectId),
    )
    .selectAll('w')
    .where('w.tenant_id', '=', tenantId)
    .orderBy('w.is_default', 'desc')
    .orderBy('w.name')
    .orderBy('w.id')
}

function toMember(row: Selectable<WorkspaceTables['memberships']>): Member {
  return {
    workspaceId: row.workspace_id,
    person: { tenantId: row.tenant_id, objectId: row.object_id, name: row.name },
    state: row.state,
    invitedBy: { objectId: row.invited_by_id, name: row.invited_by_name },
    invitedAt: row.invited_at,
  }
}
