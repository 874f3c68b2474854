import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/** Chats that are offered to one analyst at a time, why to whom, and reminders of those that nobody takes; lists with what is open first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // An offer whose `from_id` is empty is the queue's own: it has an end, and says why it went to whom.
  await addColumns(db, 'offers', ['expires_at bigint?', 'why text?'])
  await addColumns(db, 'duties', [
    'offered_at bigint?',
    'missed integer=0',
    'missed_at bigint?',
    'busy_until bigint?',
    'busy_with text?',
  ])
  // Who led somebody's last chat.
  await addColumns(db, 'people', ['helper_id text?', 'helped_at bigint?'])
  await addColumns(db, 'handoffs', ['reminded integer=0', 'category text?'])
  // The secret goes a minute after it was shown, or where nobody looked at it in time.
  await table(db, 'onetime_secrets', [
    'id text',
    'workspace_id text',
    'handoff_id text',
    'tenant_id text',
    'requester_id text',
    'author_id text',
    'author_name text',
    'secret text?',
    'handed_at bigint',
    'shown_at bigint?',
  ])
    .addPrimaryKeyConstraint('onetime_secrets_key', ['id'])
    .execute()
  // A message that seems to hold a secret waits for its author; what was written is gone once they decided.
  await table(db, 'quarantined_messages', [
    'id text',
    'workspace_id text',
    'handoff_id text',
    'tenant_id text',
    'author_id text',
    'author_name text',
    'audience text',
    'words text',
    'bare text?',
    'source_activity_id text',
    'state text',
    'quarantined_at bigint',
  ])
    .addPrimaryKeyConstraint('quarantined_messages_key', ['id'])
    .execute()
  await sql`create index quarantined_messages_source on quarantined_messages (source_activity_id)`.execute(db)
  // What is not settled stands first in one's own list, however long that is.
  for (const who of ['requester', 'opener'])
    await sql`create index ${sql.ref(`tickets_${who}_open`)} on tickets (tenant_id, ${sql.ref(`${who}_id`)}, updated_at)
      where state in ('new', 'in-progress', 'on-hold')`.execute(db)
}
