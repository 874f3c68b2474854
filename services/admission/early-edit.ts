import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { toJson } from '../db/json.ts'
import type { Words } from '../words/words.ts'
import type { ActivityKey } from './seen.ts'

/** Keeps a correction that came before what it corrects; of several, the one that came last. */
export async function saveEarlyEdit(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { conversationId, activityId }: ActivityKey,
  authorId: string,
  words: Words,
): Promise<void> {
  const saved = { author_id: authorId, words: toJson(words), came_at: now() }
  await db
    .insertInto('early_edits')
    .values({ conversation_id: conversationId, activity_id: activityId, ...saved })
    .onConflict((conflict) => conflict.columns(['conversation_id', 'activity_id']).doUpdateSet(saved))
    .execute()
}

export async function forgetEarlyEdits(db: Db, before: number): Promise<void> {
  await db.deleteFrom('early_edits').where('came_at', '<', before).execute()
}
