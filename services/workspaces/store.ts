import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'
import type { DesksTable, WorkspacesTable } from '../db/schema.ts'
import type { Language } from '../people/person.ts'
import type { Desk, Workspace } from './workspace.ts'

/** The workspace that a tenant has without anybody setting it up (S1.9). */
export async function makeDefaultWorkspace(
  { db, now }: Pick<Services, 'db' | 'now'>,
  tenantId: string,
  language: Language,
): Promise<void> {
  await db
    .insertInto('workspaces')
    .values({ id: randomUUID(), tenant_id: tenantId, name: '', language, is_default: 1, created_at: now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
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
  const [row] = await findPresent(db, { workspaceId })
  return row && toDesk(row)
}

const findPresent = prepared((db, { workspaceId }: { readonly workspaceId: string }) =>
  db.selectFrom('desks').selectAll().where('workspace_id', '=', workspaceId).where('removed_at', 'is', null),
)

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
