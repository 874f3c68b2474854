import type { Selectable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import type { Words } from '../words/words.ts'
import type { HeldMessage, HeldState } from './held.ts'
import type { HeldTables } from './tables.ts'

export async function addHeld(db: Db, held: Omit<HeldMessage, 'state'>): Promise<void> {
  await db
    .insertInto('held_messages')
    .values({
      id: held.id,
      workspace_id: held.workspaceId,
      handoff_id: held.handoffId,
      tenant_id: held.author.tenantId,
      author_id: held.author.objectId,
      author_name: held.author.name,
      audience: held.audience,
      words: toJson(held.words),
      bare: held.bare === undefined ? null : toJson(held.bare),
      source_activity_id: held.activityId,
      state: 'held',
      held_at: held.heldAt,
    })
    .execute()
}

/** By an id from outside: only within the scope of whoever asks. */
export async function findHeld(db: Db, scope: Scope, id: string): Promise<HeldMessage | undefined> {
  const row = await db
    .selectFrom('held_messages')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', scope.tenantId)
    .where('workspace_id', 'in', scope.workspaceIds)
    .executeTakeFirst()
  return row && toHeld(row)
}

/** By an id from a row of our own; `undefined`: it was forgotten since. */
export async function readHeld(db: Db, id: string): Promise<HeldMessage | undefined> {
  const row = await db.selectFrom('held_messages').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toHeld(row)
}

/** Somebody's own message that still waits for them, by the activity that brought it. */
export async function findOwnHeld(db: Db, activityId: string, authorId: string): Promise<HeldMessage | undefined> {
  const row = await db
    .selectFrom('held_messages')
    .selectAll()
    .where('source_activity_id', '=', activityId)
    .where('author_id', '=', authorId)
    .where('state', '=', 'held')
    .executeTakeFirst()
  return row && toHeld(row)
}

/** What becomes of it (compare and set); what was written is gone from now on. `undefined`: it was decided before. */
export async function decideHeld(
  db: Db,
  id: string,
  state: Exclude<HeldState, 'held'>,
): Promise<HeldMessage | undefined> {
  const held = await readHeld(db, id)
  const row = await db
    .updateTable('held_messages')
    .set({ state, bare: null })
    .where('id', '=', id)
    .where('state', '=', 'held')
    .returning('id')
    .executeTakeFirst()
  return row && held
}

/** It was corrected while it waits, and seems to hold a secret still. */
export async function rewordHeld(db: Db, id: string, words: Words): Promise<void> {
  await db
    .updateTable('held_messages')
    .set({ words: toJson(words), bare: null })
    .where('id', '=', id)
    .execute()
}

/** Forgets what was decided long ago. */
export async function forgetHeld(db: Db, before: number): Promise<void> {
  await db.deleteFrom('held_messages').where('held_at', '<', before).execute()
}

function toHeld(row: Selectable<HeldTables['held_messages']>): HeldMessage {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    handoffId: row.handoff_id,
    author: { tenantId: row.tenant_id, objectId: row.author_id, name: row.author_name },
    audience: row.audience,
    words: fromJson(row.words),
    bare: row.bare === null ? undefined : fromJson(row.bare),
    activityId: row.source_activity_id,
    heldAt: row.held_at,
    state: row.state,
  }
}
