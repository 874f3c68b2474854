import type { Selectable } from 'kysely'
import type { Scope } from '../access/scope.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import type { Words } from '../words/words.ts'
import type { QuarantinedMessage, QuarantineState } from './quarantine.ts'
import type { QuarantineTables } from './tables.ts'

export async function addQuarantined(db: Db, message: Omit<QuarantinedMessage, 'state'>): Promise<void> {
  await db
    .insertInto('quarantined_messages')
    .values({
      id: message.id,
      workspace_id: message.workspaceId,
      handoff_id: message.handoffId,
      tenant_id: message.author.tenantId,
      author_id: message.author.objectId,
      author_name: message.author.name,
      audience: message.audience,
      words: toJson(message.words),
      bare: message.bare === undefined ? null : toJson(message.bare),
      source_activity_id: message.activityId,
      state: 'waiting',
      quarantined_at: message.quarantinedAt,
    })
    .execute()
}

/** By an id from outside: only within the scope of whoever asks. */
export async function findQuarantined(db: Db, scope: Scope, id: string): Promise<QuarantinedMessage | undefined> {
  const row = await db
    .selectFrom('quarantined_messages')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', scope.tenantId)
    .where('workspace_id', 'in', scope.workspaceIds)
    .executeTakeFirst()
  return row && toQuarantined(row)
}

/** By an id from a row of our own; `undefined`: it was forgotten since. */
export async function readQuarantined(db: Db, id: string): Promise<QuarantinedMessage | undefined> {
  const row = await db.selectFrom('quarantined_messages').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toQuarantined(row)
}

/** Somebody's own message that still waits for them, by the activity that brought it. */
export async function findOwnQuarantined(
  db: Db,
  activityId: string,
  authorId: string,
): Promise<QuarantinedMessage | undefined> {
  const row = await db
    .selectFrom('quarantined_messages')
    .selectAll()
    .where('source_activity_id', '=', activityId)
    .where('author_id', '=', authorId)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return row && toQuarantined(row)
}

/** What becomes of it (compare and set); what was written is gone from now on. `undefined`: it was decided before. */
export async function decideQuarantined(
  db: Db,
  id: string,
  state: Exclude<QuarantineState, 'waiting'>,
): Promise<QuarantinedMessage | undefined> {
  const message = await readQuarantined(db, id)
  const row = await db
    .updateTable('quarantined_messages')
    .set({ state, bare: null })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .returning('id')
    .executeTakeFirst()
  return row && message
}

/** It was corrected while it waits, and seems to hold a secret still. */
export async function rewordQuarantined(db: Db, id: string, words: Words): Promise<void> {
  await db
    .updateTable('quarantined_messages')
    .set({ words: toJson(words), bare: null })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
}

/** Those that a requester wrote in these chats are another workspace's from now on; an analyst's stay where they are at the desk. */
export async function moveQuarantined(db: Db, handoffIds: readonly string[], to: string): Promise<void> {
  if (handoffIds.length === 0) return
  await db
    .updateTable('quarantined_messages')
    .set({ workspace_id: to })
    .where('handoff_id', 'in', handoffIds)
    .where('audience', '=', 'desk')
    .execute()
}

/** Forgets what came long ago: by then it was decided. */
export async function forgetQuarantined(db: Db, before: number): Promise<void> {
  await db.deleteFrom('quarantined_messages').where('quarantined_at', '<', before).execute()
}

function toQuarantined(row: Selectable<QuarantineTables['quarantined_messages']>): QuarantinedMessage {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    handoffId: row.handoff_id,
    author: { tenantId: row.tenant_id, objectId: row.author_id, name: row.author_name },
    audience: row.audience,
    words: fromJson(row.words),
    bare: row.bare === null ? undefined : fromJson(row.bare),
    activityId: row.source_activity_id,
    quarantinedAt: row.quarantined_at,
    state: row.state,
  }
}
