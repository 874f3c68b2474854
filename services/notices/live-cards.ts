import type { Db } from '../db/connect.ts'
import type { Conversation, Place, Subject } from './notice.ts'

/** The message in Teams that carries a subject's card. A thread's root has the same id as its conversation. */
export interface LiveCard extends Conversation {
  readonly activityId: string
}

export async function findLiveCard(db: Db, subject: Subject, place: Place): Promise<LiveCard | undefined> {
  const row = await db
    .selectFrom('live_cards')
    .selectAll()
    .where('subject', '=', subject)
    .where('place', '=', place)
    .executeTakeFirst()
  return row && { serviceUrl: row.service_url, conversationId: row.conversation_id, activityId: row.activity_id }
}

export async function keepLiveCard(db: Db, subject: Subject, place: Place, card: LiveCard): Promise<void> {
  const where = { service_url: card.serviceUrl, conversation_id: card.conversationId, activity_id: card.activityId }
  await db
    .insertInto('live_cards')
    .values({ subject, place, ...where })
    .onConflict((conflict) => conflict.columns(['subject', 'place']).doUpdateSet(where))
    .execute()
}

/** What a thread in a desk's channel is about. */
export async function findThreadSubject(db: Db, conversationId: string): Promise<Subject | undefined> {
  const row = await db
    .selectFrom('live_cards')
    .select('subject')
    .where('conversation_id', '=', conversationId)
    .where('place', '=', 'desk')
    .executeTakeFirst()
  return row?.subject as Subject | undefined
}
