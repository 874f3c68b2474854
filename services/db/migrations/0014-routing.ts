import type { Kysely } from 'kysely'
import { addColumns } from './columns.ts'

/** Chats that are offered to one analyst at a time, why to whom, and reminders of those that nobody takes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // An offer whose `from_id` is empty is the queue's own: it has an end, and says why it went to whom.
  await addColumns(db, 'offers', ['expires_at bigint?', 'why text?'])
  await addColumns(db, 'duties', ['offered_at bigint?', 'missed integer=0'])
  // Who led somebody's last chat.
  await addColumns(db, 'people', ['helper_id text?', 'helped_at bigint?'])
  await addColumns(db, 'handoffs', ['reminded integer=0'])
}
