import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'
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

/** From now on this message carries the subject's card. */
export async function keepLiveCard(db: Db, subject: Subject, place: Place, card: LiveCard): Promise<void> {
  const where = { service_url: card.serviceUrl, conversation_id: card.conversationId, activity_id: card.activityId }
  await db
    .insertInto('live_cards')
    .values({ subject, place, ...where })
    .onConflict((conflict) => conflict.columns(['subject', 'place']).doUpdateSet(where))
    .execute()
  if (place === 'desk') await keepThread(db, subject, card)
}

/** Somebody deleted this thread of a subject's; if it has another by now, that one stays. */
export async function forgetThread(db: Db, subject: Subject, conversationId: string): Promise<void> {
  await db
    .deleteFrom('live_cards')
    .where('subject', '=', subject)
    .where('place', '=', 'desk')
    .where('conversation_id', '=', conversationId)
    .execute()
}

/** A thread was begun for a subject. Where somebody acted in another meanwhile, that one keeps the card. */
export async function keepNewThread(db: Db, subject: Subject, card: LiveCard): Promise<void> {
  const { serviceUrl: service_url, conversationId: conversation_id, activityId: activity_id } = card
  await db
    .insertInto('live_cards')
    .values({ subject, place: 'desk', service_url, conversation_id, activity_id })
    .onConflict((conflict) => conflict.columns(['subject', 'place']).doNothing())
    .execute()
  await keepThread(db, subject, card)
}

async function keepThread(db: Db, subject: Subject, { conversationId }: LiveCard): Promise<void> {
  await db
    .insertInto('threads')
    .values({ conversation_id: conversationId, subject })
    .onConflict((conflict) => conflict.column('conversation_id').doNothing())
    .execute()
}

/** What a thread in a desk's channel is about. */
export async function findThreadSubject(db: Db, conversationId: string): Promise<Subject | undefined> {
  const [row] = await findSubject(db, { conversationId })
  return row?.subject as Subject | undefined
}

const findSubject = prepared((db, { conversationId }: { readonly conversationId: string }) =>
  db.selectFrom('threads').select('subject').where('conversation_id', '=', conversationId),
)
