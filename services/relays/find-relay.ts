import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { fromJson } from '../db/json.ts'
import { preparedList } from '../db/prepared.ts'
import { together } from '../db/together.ts'
import { type Audience, type MessageKey, sideOf } from '../handoffs/handoff.ts'
import type { Conversation, PersonKey } from '../people/person.ts'
import type { Words } from '../words/words.ts'

/** What is carried to the other side of a chat, and where that is, if it can be reached. Composes handoffs, people and live cards. */
export interface Relay extends MessageKey {
  readonly audience: Audience
  readonly authorName: string
  readonly words: Words
  readonly deleted: boolean
  readonly sentActivityId: string | undefined
  readonly to: Conversation | undefined
  /** Where the copy is that was sent: another thread than `to`, if the chat went on elsewhere since. */
  readonly copyIn: Conversation | undefined
  readonly requester: PersonKey
}

/** What a relay needs, in one query for all that are asked for at once. For use outside a transaction. */
export const findRelay = together<MessageKey, Relay>(
  loadRelays,
  ({ handoffId, activityId, authorId }) => `${handoffId} ${authorId} ${activityId}`,
)

async function loadRelays(db: Db, keys: readonly MessageKey[]): Promise<readonly Relay[]> {
  const rows = await selectRelays(db, keys)
  return rows.map((row) => {
    const requester = { tenantId: row.tenant_id, objectId: row.requester_id, name: '' }
    const side = sideOf({ id: row.handoff_id, requester }, row.audience === 'desk' ? 'desk' : 'requester')
    const [serviceUrl, conversationId] =
      'thread' in side ? [row.thread_url, row.thread_conversation] : [row.chat_url, row.chat_conversation]
    const to = serviceUrl === null || conversationId === null ? undefined : { serviceUrl, conversationId }
    const { copy_conversation: copy } = row
    return {
      handoffId: row.handoff_id,
      activityId: row.source_activity_id,
      authorId: row.author_id,
      audience: row.audience,
      authorName: row.author_name,
      words: fromJson(row.words),
      deleted: row.deleted_at !== null,
      sentActivityId: row.sent_activity_id ?? undefined,
      to,
      copyIn: to === undefined || copy === null ? to : { ...to, conversationId: copy },
      requester,
    }
  })
}

/** By what the index of messages begins with: asked for the handoff too, a planner may read all that was said in it. */
const selectRelays = preparedList((db, keys: readonly MessageKey[]) => {
  const wanted = sql.join(keys.map(({ activityId, authorId }) => sql`(${activityId}, ${authorId})`))
  return db
    .selectFrom('messages as m')
    .innerJoin('handoffs as h', 'h.id', 'm.handoff_id')
    .leftJoin('live_cards as thread', (join) =>
      join.on('thread.subject', '=', sql`'handoff:' || h.id`).on('thread.place', '=', sql.lit('desk')),
    )
    .leftJoin('people as p', (join) =>
      join.onRef('p.tenant_id', '=', 'h.tenant_id').onRef('p.object_id', '=', 'h.requester_id'),
    )
    .select([
      'm.handoff_id',
      'm.source_activity_id',
      'm.author_id',
      'm.audience',
      'm.author_name',
      'm.words',
      'm.deleted_at',
      'm.sent_activity_id',
      'm.sent_conversation_id as copy_conversation',
      'h.tenant_id',
      'h.requester_id',
      'thread.service_url as thread_url',
      'thread.conversation_id as thread_conversation',
      'p.service_url as chat_url',
      'p.conversation_id as chat_conversation',
    ])
    .where(sql<boolean>`(m.source_activity_id, m.author_id) in (values ${wanted})`)
})
