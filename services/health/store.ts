import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import type { Trouble } from '../graph/graph.ts'
import { type Color, type Health, worstOf } from './health.ts'

/** Times in milliseconds since 1970. */
export interface HealthRead {
  readonly askedAt: number
  /** `undefined`: never. */
  readonly readAt: number | undefined
  /** Why the last look came to nothing; what was read before stays. */
  readonly trouble: Trouble | undefined
  readonly health: Health | undefined
}

/** How it is in many organisations, without what is wrong there. */
export async function healthStates(
  db: Db,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly color: Color; readonly trouble: Trouble | undefined }>> {
  if (tenantIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('health')
    .select(['tenant_id', 'color', 'trouble'])
    .where('tenant_id', 'in', tenantIds)
    .execute()
  return new Map(
    rows.map((row) => [row.tenant_id, { color: row.color ?? 'unknown', trouble: row.trouble ?? undefined }]),
  )
}

export async function healthOf(db: Db, tenantId: string): Promise<HealthRead | undefined> {
  const row = await db.selectFrom('health').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst()
  return (
    row && {
      askedAt: row.asked_at,
      readAt: row.read_at ?? undefined,
      trouble: row.trouble ?? undefined,
      health: row.document === null ? undefined : fromJson(row.document),
    }
  )
}

/** It is going to be read: false where it was asked for since `before` already. */
export async function claimHealthRead(
  db: Db,
  tenantId: string,
  { now, before }: { readonly now: number; readonly before: number },
): Promise<boolean> {
  const claimed = await db
    .insertInto('health')
    .values({ tenant_id: tenantId, asked_at: now, read_at: null, trouble: null, color: null, document: null })
    .onConflict((conflict) =>
      conflict.column('tenant_id').doUpdateSet({ asked_at: now }).where('health.asked_at', '<', before),
    )
    .returning('tenant_id')
    .executeTakeFirst()
  return claimed !== undefined
}

export async function noteHealth(db: Db, tenantId: string, health: Health, readAt: number): Promise<void> {
  const colors = health.workloads.map(({ color }) => color)
  await db
    .updateTable('health')
    .set({ read_at: readAt, trouble: null, color: worstOf(colors), document: toJson(health) })
    .where('tenant_id', '=', tenantId)
    .execute()
}

export async function noteHealthTrouble(db: Db, tenantId: string, trouble: Trouble): Promise<void> {
  await db.updateTable('health').set({ trouble }).where('tenant_id', '=', tenantId).execute()
}
