import type { Db } from '../db/connect.ts'
import { prepared } from '../db/prepared.ts'
import type { Conversation } from '../people/person.ts'
import type { Position, Subject } from './subject.ts'

/** The message in Teams that carries a subject's card. A thread's root has the same id as its conversation. */
export interface LiveCard extends Conversation {
  readonly activityId: string
}

export async function findLiveCard(db: Db, subject: Subject, position: Position): Promise<LiveCard | undefined> {
  const row = await db
    .selectFrom('live_cards')
    .selectAll()
    .where('subject', '=', subject)
    .where('place', '=', position)
    .executeTakeFirst()
  return row && { serviceUrl: row.service_url, conversationId: row.conversation_id, activityId: row.activity_id }
}

/** The threads in which these things hang at their desks. */
export async function findRoots(db: Db, subjects: readonly Subject[]): Promise<ReadonlyMap<Subject, LiveCard>> {
  if (subjects.length === 0) return new Map()
  const rows = await db
    .selectFrom('live_cards')
    .selectAll()
    .where('subject', 'in', subjects)
    .where('place', '=', 'desk')
    .execute()
  return new Map(
    rows.map((row) => [
      row.subject,
      { serviceUrl: row.service_url, conversationId: row.conversation_id, activityId: row.activity_id },
    ]),
  )
}

/** From now on this message carries the subject's card. */
export async function saveLiveCard(db: Db, subject: Subject, position: Position, card: LiveCard): Promise<void> {
  const where = { service_url: card.serviceUrl, conversation_id: card.conversationId, activity_id: card.activityId }
  await db
    .insertInto('live_cards')
    .values({ subject, place: position, ...where })
    .onConflict((conflict) => conflict.columns(['subject', 'place']).doUpdateSet(where))
    .execute()
  if (position === 'desk') await saveThread(db, subject, card)
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

/** The subject hangs nowhere any more: its next refresh hangs it up again. */
export async function forgetLiveCard(db: Db, subject: Subject, position: Position): Promise<void> {
  await db.deleteFrom('live_cards').where('subject', '=', subject).where('place', '=', position).execute()
}

/** The subject does not hang in this conversation any more, nor is what is said there about it. */
export async function leaveConversation(db: Db, subject: Subject, conversationId: string): Promise<void> {
  await forgetThread(db, subject, conversationId)
  await db.deleteFrom('threads').where('subject', '=', subject).where('conversation_id', '=', conversationId).execute()
}

/** The subject is at another desk from now on: none of its threads is about it any more. */
export async function forgetThreads(db: Db, subject: Subject): Promise<void> {
  await forgetLiveCard(db, subject, 'desk')
  await db.deleteFrom('threads').where('subject', '=', subject).execute()
}

/** What a thread was begun for has become another thing: the card and the thread are that one's from now on. */
export async function moveThread(db: Db, from: Subject, to: Subject): Promise<void> {
  await db
    .updateTable('live_cards')
    .set({ subject: to })
    .where('subject', '=', from)
    .where('place', '=', 'desk')
    .execute()
  await db.updateTable('threads').set({ subject: to }).where('subject', '=', from).execute()
}

/** A channel is the desk no more: nothing of ours hangs in it, and what is said in its threads is about nothing of ours. */
export async function forgetChannel(db: Db, channelId: string): Promise<void> {
  // A thread's conversation is the channel's id, a semicolon and its root's: a range of the index.
  const [from, to] = [`${channelId};`, `${channelId}<`]
  await db
    .deleteFrom('live_cards')
    .where('place', '=', 'desk')
    .where('conversation_id', '>=', from)
    .where('conversation_id', '<', to)
    .execute()
  await db.deleteFrom('threads').where('conversation_id', '>=', from).where('conversation_id', '<', to).execute()
}

/**
 * A thread was begun for a subject. Where somebody acted in another meanwhile, that one keeps the card; where this one has become
 * another thing's meanwhile, it stays that.
 */
export async function saveNewThread(db: Db, subject: Subject, card: LiveCard): Promise<void> {
  const { serviceUrl: service_url, conversationId: conversation_id, activityId: activity_id } = card
  const known = await findThreadSubject(db, conversation_id)
  if (known !== undefined && known !== subject) return
  await db
    .insertInto('live_cards')
    .values({ subject, place: 'desk', service_url, conversation_id, activity_id })
    .onConflict((conflict) => conflict.columns(['subject', 'place']).doNothing())
    .execute()
  await saveThread(db, subject, card)
}

async function saveThread(db: Db, subject: Subject, { conversationId }: LiveCard): Promise<void> {
  await db
    .insertInto('threads')
    .values({ conversation_id: conversationId, subject })
    .onConflict((conflict) => conflict.column('conversation_id').doNothing())
    .execute()
}

/** What a thread in a desk's channel is about. */
export async function findThreadSubject(db: Db, conversationId: string): Promise<Subject | undefined> {
  const [row] = await findSubject(db, { conversationId })
  return row?.subject
}

const findSubject = prepared((db, { conversationId }: { readonly conversationId: string }) =>
  db.selectFrom('threads').select('subject').where('conversation_id', '=', conversationId),
)
