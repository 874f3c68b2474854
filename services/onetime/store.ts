import type { Selectable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../db/connect.ts'
import type { OneTimeSecret } from './onetime.ts'
import type { OneTimeTables } from './tables.ts'

type Row = Selectable<OneTimeTables['onetime_secrets']>

/** By an id from outside: only within the scope of whoever asks. */
export async function findOneTime(db: Db, scope: Scope, id: string): Promise<OneTimeSecret | undefined> {
  const row = await db
    .selectFrom('onetime_secrets')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', scope.tenantId)
    .where('workspace_id', 'in', scope.workspaceIds)
    .executeTakeFirst()
  return row && toOneTime(row)
}

/** By an id from a row of our own; `undefined`: it was forgotten since. */
export async function readOneTime(db: Db, id: string): Promise<OneTimeSecret | undefined> {
  const row = await db.selectFrom('onetime_secrets').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toOneTime(row)
}

/** False: this dialog handed it over before. */
export async function addOneTime(db: Db, row: Omit<Row, 'shown_at'>): Promise<boolean> {
  const added = await db
    .insertInto('onetime_secrets')
    .values({ ...row, shown_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** It is shown for the first time. False: it was before, or is wiped out. */
export async function markShown(db: Db, id: string, at: number): Promise<boolean> {
  const row = await db
    .updateTable('onetime_secrets')
    .set({ shown_at: at })
    .where('id', '=', id)
    .where('shown_at', 'is', null)
    .where('secret', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** False: it was wiped out before. */
export async function wipe(db: Db, id: string): Promise<boolean> {
  const row = await db
    .updateTable('onetime_secrets')
    .set({ secret: null })
    .where('id', '=', id)
    .where('secret', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Those of these chats are another workspace's from now on. */
export async function moveOneTime(db: Db, handoffIds: readonly string[], to: string): Promise<void> {
  if (handoffIds.length === 0) return
  await db.updateTable('onetime_secrets').set({ workspace_id: to }).where('handoff_id', 'in', handoffIds).execute()
}

/** Forgets that they ever were. */
export async function forgetOneTime(db: Db, before: number): Promise<void> {
  await db.deleteFrom('onetime_secrets').where('handed_at', '<', before).execute()
}

function toOneTime(row: Row): OneTimeSecret {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    handoffId: row.handoff_id,
    requester: { tenantId: row.tenant_id, objectId: row.requester_id },
    author: { objectId: row.author_id, name: row.author_name },
    handedAt: row.handed_at,
    shownAt: row.shown_at ?? undefined,
    secret: row.secret ?? undefined,
  }
}
