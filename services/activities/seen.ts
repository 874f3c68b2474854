import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'

/** An activity as Teams names it: its id is unique within its conversation. */
export interface ActivityKey {
  readonly conversationId: string
  readonly activityId: string
}

/** Remembers that an activity had its effect. False when it had it before. */
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
 * The mark of an activity that `arrive` found unseen, and that was taken since in this very transaction. A replica that
 * took the same activity meanwhile makes this fail, as `unavailable`: asked again, the activity is found seen.
 */
export async function leaveMark(db: Db, { conversationId, activityId }: ActivityKey, now: number): Promise<void> {
  await insertMark(db, { conversationId, activityId, now })
}

const insertMark = prepared((db, { conversationId, activityId, now }: ActivityKey & { readonly now: number }) =>
  db.insertInto('seen_activities').values({ conversation_id: conversationId, activity_id: activityId, seen_at: now }),
)

const KEEP_MS = 7 * 24 * 3_600_000

/** Teams delivers nothing again after days. */
export async function forgetSeen(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('seen_activities')
    .where('seen_at', '<', now - KEEP_MS)
    .execute()
}
