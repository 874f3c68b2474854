import { type Kysely, sql } from 'kysely'
import { addColumns, numbered, table } from './columns.ts'

/** What several replicas and an honest delivery need. Additions only: the previous version goes on beside it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'jobs', ['failures integer=0', 'claimed_by text?'])
  await table(db, 'runners', ['id text', 'alive_until bigint']).addPrimaryKeyConstraint('runners_key', ['id']).execute()
  await addColumns(db, 'people', ['unreachable_reason text?', 'unreachable_at bigint?'])
  await sql`create index people_unreachable on people (unreachable_at) where unreachable_at is not null`.execute(db)
  await sql`create index jobs_given_up on jobs (created_at) where state = 'given-up'`.execute(db)
  // Two people may write in the same millisecond, and activities are named after it.
  await sql`create unique index messages_once on messages (source_activity_id, author_id, handoff_id)`.execute(db)
  await sql`drop index messages_source`.execute(db)

  await numbered(db, 'uncertain_deliveries', [
    'job_id bigint',
    'task text',
    'lane text',
    'activity_id text?',
    'reason text',
    'at bigint',
  ]).execute()

  // A thread whose beginning was told to us late, or twice, is still one of its subject's.
  await table(db, 'threads', ['conversation_id text', 'subject text'])
    .addPrimaryKeyConstraint('threads_key', ['conversation_id'])
    .execute()
  await sql`insert into threads (conversation_id, subject)
    select conversation_id, max(subject) from live_cards where place = 'desk' group by conversation_id`.execute(db)
  await sql`create index threads_subject on threads (subject)`.execute(db)

  await table(db, 'early_edits', [
    'conversation_id text',
    'activity_id text',
    'author_id text',
    'words text',
    'came_at bigint',
  ])
    .addPrimaryKeyConstraint('early_edits_key', ['conversation_id', 'activity_id'])
    .execute()
}
