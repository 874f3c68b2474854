import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { DesksTable, WorkspacesTable } from '../db/schema.ts'
import type { Language } from '../people/person.ts'
import type { Desk, Workspace } from './workspace.ts'

/** The workspace that a tenant has without anybody setting it up (S1.9). */
export async function defaultWorkspace(
  { db, now }: Pick<Services, 'db' | 'now'>,
  tenantId: string,
  language: Language,
): Promise<Workspace> {
  const find = () =>
    db
      .selectFrom('workspaces')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where(sql<boolean>`is_default = 1`)
      .executeTakeFirst()
  const present = await find()
  if (present !== undefined) return toWorkspace(present)
  await db
    .insertInto('workspaces')
    .values({ id: randomUUID(), tenant_id: tenantId, name: '', language, is_default: 1, created_at: now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const made = await find()
  if (made === undefined) throw new Error('A default workspace vanished.')
  return toWorkspace(made)
}

export async function defaultWorkspaceId(db: Db, tenantId: string): Promise<string> {
  const row = await db
    .selectFrom('workspaces')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`is_default = 1`)
    .executeTakeFirstOrThrow()
  return row.id
}

export async function findWorkspace(db: Db, id: string): Promise<Workspace> {
  const row = await db.selectFrom('workspaces').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  return toWorkspace(row)
}

export async function findDesk(db: Db, workspaceId: string): Promise<Desk | undefined> {
  const row = await db
    .selectFrom('desks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row && toDesk(row)
}

export async function findDeskById(db: Db, id: string): Promise<Desk | undefined> {
  const row = await db.selectFrom('desks').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toDesk(row)
}

function toWorkspace(row: Selectable<WorkspacesTable>): Workspace {
  return { id: row.id, tenantId: row.tenant_id, language: row.language as Language }
}

function toDesk(row: Selectable<DesksTable>): Desk {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    teamName: row.team_name,
    channelId: row.channel_id,
    serviceUrl: row.service_url,
  }
}
