import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import type { Trouble } from '../graph/graph.ts'
import type { Health } from './health.ts'

/** Times in milliseconds since 1970. */
export interface HealthRead {
  readonly askedAt: number
  /** `undefined`: never. */
  readonly readAt: number | undefined
  /** Why the last look came to nothing; what was read before stays. */
  readonly trouble: Trouble | undefined
  readonly health: Health | undefined
}

export async function healthOf(db: Db, tenantIds: readonly string[]): Promise<ReadonlyMap<string, HealthRead>> {
  if (tenantIds.length === 0) return new Map()
  const rows = await db.selectFrom('health').selectAll().where('tenant_id', 'in', tenantIds).execute()
  return new Map(
    rows.map((row) => [
      row.tenant_id,
      {
        askedAt: row.asked_at,
        readAt: row.read_at ?? undefined,
        trouble: row.trouble ?? undefined,
        health: row.document === null ? undefined : fromJson(row.document),
      },
    ]),
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
    .values({ tenant_id: tenantId, asked_at: now, read_at: null, trouble: null, document: null })
    .onConflict((conflict) =>
      conflict.column('tenant_id').doUpdateSet({ asked_at: now }).where('health.asked_at', '<', before),
    )
    .returning('tenant_id')
    .executeTakeFirst()
  return claimed !== undefined
}

export async function noteHealth(db: Db, tenantId: string, health: Health, readAt: number): Promise<void> {
  await db
    .updateTable('health')
    .set({ read_at: readAt, trouble: null, document: toJson(health) })
    .where('tenant_id', '=', tenantId)
    .execute()
}

export async function noteHealthTrouble(db: Db, tenantId: string, trouble: Trouble): Promise<void> {
  await db.updateTable('health').set({ trouble }).where('tenant_id', '=', tenantId).execute()
}
