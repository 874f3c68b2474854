import type { Services } from '../context.ts'
import type { Words } from '../people/person.ts'
import type { ActivityKey } from './seen.ts'

/** Keeps a correction that came before what it corrects; of several, the one that came last. */
export async function keepEarlyEdit(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { conversationId, activityId }: ActivityKey,
  authorId: string,
  words: Words,
): Promise<void> {
  const kept = { author_id: authorId, words: JSON.stringify(words), came_at: now() }
  await db
    .insertInto('early_edits')
    .values({ conversation_id: conversationId, activity_id: activityId, ...kept })
    .onConflict((conflict) => conflict.columns(['conversation_id', 'activity_id']).doUpdateSet(kept))
    .execute()
}
