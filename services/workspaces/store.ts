import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { Language } from '../people/person.ts'
import type { WorkspaceTables } from './tables.ts'
import { type Channel, type Desk, FIRST_TIER, type Workspace } from './workspace.ts'

/** The workspace that a tenant has without anybody setting it up (S1.9). */
export async function makeDefaultWorkspace(
  { db, now }: Pick<Services, 'db' | 'now'>,
  tenantId: string,
  language: Language,
): Promise<void> {
  await db
    .insertInto('workspaces')
    .values({
      id: randomUUID(),
      tenant_id: tenantId,
      name: '',
      language,
      is_default: 1,
      created_at: now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The language of workspaces without settings of their own is the process's, also where it was changed since (D1). */
export async function setDefaultLanguage(db: Db, language: Language): Promise<void> {
  await db
    .updateTable('workspaces')
    .set({ language })
    .where('settings_version', '=', 0)
    .where('language', '<>', language)
    .execute()
}

/** The one that was made with this idempotency key. */
export async function findWorkspaceByKey(db: Db, key: string): Promise<Workspace | undefined> {
  const row = await db.selectFrom('workspaces').selectAll().where('key', '=', key).executeTakeFirst()
  return row && toWorkspace(row)
}

/** Adds another workspace to a tenant's (S1.2), without settings yet. Throws `conflict` where one has its name or key. */
export async function addWorkspace(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, name, language }: Pick<Workspace, 'tenantId' | 'name' | 'language'>,
  key: string | null = null,
): Promise<Workspace> {
  const row = await db
    .insertInto('workspaces')
    .values({ id: randomUUID(), tenant_id: tenantId, name, language, is_default: 0, key, created_at: now() })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toWorkspace(row)
}

export async function getDefaultWorkspace(db: Db, tenantId: string): Promise<Workspace> {
  const row = await db
    .selectFrom('workspaces')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`is_default = 1`)
    .executeTakeFirstOrThrow()
  return toWorkspace(row)
}

/** Makes another version of its settings the one in force. False: `from` is not any more. */
export async function pointSettings(
  db: Db,
  id: string,
  { from, to, language, name }: { readonly from: number; readonly to: number } & Pick<Workspace, 'language' | 'name'>,
): Promise<boolean> {
  const row = await db
    .updateTable('workspaces')
    .set({ settings_version: to, language, name })
    .where('id', '=', id)
    .where('settings_version', '=', from)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function getWorkspace(db: Db, id: string): Promise<Workspace> {
  const row = await db.selectFrom('workspaces').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return toWorkspace(row)
}

/** What a whole channel reads is in this language. */
export async function setLanguage(db: Db, id: string, language: Language): Promise<void> {
  await db.updateTable('workspaces').set({ language }).where('id', '=', id).execute()
}

/** By its id, or by its tenant's for the tenant's default workspace. */
export async function findWorkspace(db: Db, name: string): Promise<Workspace | undefined> {
  const row = await db
    .selectFrom('workspaces')
    .selectAll()
    .where((where) =>
      where.or([where('id', '=', name), where.and([where('tenant_id', '=', name), where('is_default', '=', 1)])]),
    )
    .executeTakeFirst()
  return row && toWorkspace(row)
}

/** Every workspace there is, or those of a tenant. */
export async function listWorkspaces(db: Db, tenantId?: string): Promise<readonly Workspace[]> {
  const all = db.selectFrom('workspaces').selectAll().orderBy('created_at').orderBy('id')
  const rows = await (tenantId === undefined ? all : all.where('tenant_id', '=', tenantId)).execute()
  return rows.map(toWorkspace)
}

/** The workspace's desk of a tier; where it has none of that, the lowest that it has. */
export async function findDesk(db: Db, workspaceId: string, tier = FIRST_TIER): Promise<Desk | undefined> {
  const row = await db
    .selectFrom('desks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .orderBy(sql`case when tier = ${tier} then 0 else tier end`)
    .limit(1)
    .executeTakeFirst()
  return row && toDesk(row)
}

/** The workspace's desks, the lowest tier first. */
export async function listDesksOf(db: Db, workspaceId: string): Promise<readonly Desk[]> {
  const rows = await db
    .selectFrom('desks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .orderBy('tier')
    .execute()
  return rows.map(toDesk)
}

/** The desk of this id, while it is one. */
export async function findDeskById(db: Db, id: string): Promise<Desk | undefined> {
  const row = await db
    .selectFrom('desks')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row && toDesk(row)
}

/** The desk in this channel. */
export async function findDeskIn(db: Db, channelId: string): Promise<Desk | undefined> {
  const row = await db
    .selectFrom('desks')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row && toDesk(row)
}

/** The desks in channels of a team. */
export async function listDesksOfTeam(db: Db, tenantId: string, teamId: string): Promise<readonly Desk[]> {
  const rows = await db
    .selectFrom('desks as d')
    .innerJoin('workspaces as w', 'w.id', 'd.workspace_id')
    .selectAll('d')
    .where('w.tenant_id', '=', tenantId)
    .where('d.team_id', '=', teamId)
    .where('d.removed_at', 'is', null)
    .execute()
  return rows.map(toDesk)
}

/** Every desk there is, a page at a time in the order of their ids. */
export async function listDesks(db: Db, after: string, most: number): Promise<readonly Desk[]> {
  const rows = await db
    .selectFrom('desks')
    .selectAll()
    .where('removed_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map(toDesk)
}

/** Throws `conflict` when the workspace has a desk of this tier already. */
export async function addDesk(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  channel: Channel,
  tier = FIRST_TIER,
): Promise<Desk> {
  const desk: Desk = { id: randomUUID(), workspaceId, tier, ...channel }
  await db
    .insertInto('desks')
    .values({
      id: desk.id,
      workspace_id: desk.workspaceId,
      team_id: desk.teamId,
      team_name: desk.teamName,
      channel_id: desk.channelId,
      service_url: desk.serviceUrl,
      group_id: desk.groupId ?? null,
      tier,
      created_at: now(),
      removed_at: null,
    })
    .execute()
  return desk
}

export async function noteDeskMembers(db: Db, deskId: string, members: number): Promise<void> {
  await db.updateTable('desks').set({ members }).where('id', '=', deskId).execute()
}

/** How many are in the largest team of a workspace's desks; `undefined` where Teams said of none. */
export async function countDeskMembers(db: Db, workspaceId: string): Promise<number | undefined> {
  const rows = await db
    .selectFrom('desks')
    .select('members')
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .execute()
  const known = rows.flatMap(({ members }) => (members === null ? [] : [members]))
  return known.length === 0 ? undefined : Math.max(...known)
}

/** Until the end of the transaction nobody else changes the desk, or who is on duty there. */
export async function lockDesk(db: Db, deskId: string): Promise<void> {
  await db
    .updateTable('desks')
    .set((set) => ({ created_at: set.ref('created_at') }))
    .where('id', '=', deskId)
    .returning('id')
    .execute()
}

/** False when it was removed before. */
export async function markDeskRemoved({ db, now }: Pick<Services, 'db' | 'now'>, deskId: string): Promise<boolean> {
  const row = await db
    .updateTable('desks')
    .set({ removed_at: now() })
    .where('id', '=', deskId)
    .where('removed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** A row of `workspaces`, also where others are joined to it. */
export function toWorkspace(row: Selectable<WorkspaceTables['workspaces']>): Workspace {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    isDefault: row.is_default === 1,
    language: row.language,
    settingsVersion: row.settings_version,
  }
}

function toDesk(row: Selectable<WorkspaceTables['desks']>): Desk {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    teamName: row.team_name,
    channelId: row.channel_id,
    serviceUrl: row.service_url,
    groupId: row.group_id ?? undefined,
    tier: row.tier,
  }
}
