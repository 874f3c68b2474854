import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/** More than one desk in a workspace, each of another tier; what was there before is at the first. Chats held out to another. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const name of ['desks', 'duties', 'handoffs', 'tickets']) await addColumns(db, name, ['tier integer=1'])
  // How many Teams said were in its team, the last time it was asked.
  await addColumns(db, 'desks', ['members integer?'])
  await sql`create unique index desks_tier on desks (workspace_id, tier) where removed_at is null`.execute(db)
  await sql`drop index desks_present`.execute(db)
  await addColumns(db, 'handoffs', ['offer_id text?'])
  // Where a copy is that was sent before the chat went on in another thread.
  await addColumns(db, 'messages', ['sent_conversation_id text?'])
  await table(db, 'offers', [
    'id text',
    'workspace_id text',
    'handoff_id text',
    'tier integer',
    'to_id text?',
    'to_name text?',
    'from_id text',
    'from_name text',
    'note text',
    'state text',
    'offered_at bigint',
    'answered_by_id text?',
    'answered_by_name text?',
    'answered_at bigint?',
  ])
    .addPrimaryKeyConstraint('offers_key', ['id'])
    .execute()
  await sql`create index offers_handoff on offers (handoff_id)`.execute(db)
  await sql`create index offers_open on offers (workspace_id, tier) where state = 'open'`.execute(db)
}
