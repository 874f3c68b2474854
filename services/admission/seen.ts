import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'
import { DAY_MS } from '../time.ts'

/** An activity as Teams names it: its id is unique within its conversation. */
export interface ActivityKey {
  readonly conversationId: string
  readonly activityId: string
}

/** Marks an activity as processed, where it may have been before. False when it was. */
export async function markSeen(db: Db, { conversationId, activityId }: ActivityKey, now: number): Promise<boolean> {
  const row = await db
    .insertInto('seen_activities')
    .values({ conversation_id: conversationId, activity_id: activityId, seen_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('seen_at')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Marks an activity as processed, in the transaction that processed it. Throws `conflict` when another replica took the same
 * activity meanwhile: the retry finds it seen.
 */
export async function leaveMark(db: Db, { conversationId, activityId }: ActivityKey, now: number): Promise<void> {
  await insertMark(db, { conversationId, activityId, now })
}

const insertMark = prepared((db, { conversationId, activityId, now }: ActivityKey & { readonly now: number }) =>
  db.insertInto('seen_activities').values({ conversation_id: conversationId, activity_id: activityId, seen_at: now }),
)

/** Teams delivers nothing again after days. */
export const KEEP_SEEN_MS = 7 * DAY_MS

export async function forgetSeen(db: Db, before: number): Promise<void> {
  await db.deleteFrom('seen_activities').where('seen_at', '<', before).execute()
}
