import { type Kysely, sql } from 'kysely'
import { numbered, table } from './columns.ts'

/** The first schema. Rows that carry an order of their own (`messages`, `ticket_entries`, `jobs`) are numbered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'workspaces', [
    'id text',
    'tenant_id text',
    'name text',
    'language text',
    'is_default integer',
    'created_at bigint',
  ])
    .addPrimaryKeyConstraint('workspaces_key', ['id'])
    .execute()
  await sql`create unique index workspaces_default on workspaces (tenant_id) where is_default = 1`.execute(db)

  await table(db, 'desks', [
    'id text',
    'workspace_id text',
    'team_id text',
    'team_name text',
    'channel_id text',
    'service_url text',
    'created_at bigint',
    'removed_at bigint?',
  ])
    .addPrimaryKeyConstraint('desks_key', ['id'])
    .execute()
  await sql`create unique index desks_present on desks (workspace_id) where removed_at is null`.execute(db)

  await table(db, 'duties', ['workspace_id text', 'object_id text', 'name text', 'since bigint'])
    .addPrimaryKeyConstraint('duties_key', ['workspace_id', 'object_id'])
    .execute()

  await table(db, 'people', [
    'tenant_id text',
    'object_id text',
    'name text',
    'teams_id text',
    'language text',
    'conversation_id text?',
    'service_url text?',
    'last_words text?',
    'last_words_at bigint?',
  ])
    .addPrimaryKeyConstraint('people_key', ['tenant_id', 'object_id'])
    .execute()

  await table(db, 'handoffs', [
    'id text',
    'workspace_id text',
    'tenant_id text',
    'requester_id text',
    'requester_name text',
    'state text',
    'analyst_id text?',
    'analyst_name text?',
    'queued_at bigint',
    'taken_at bigint?',
    'ended_at bigint?',
    'ended_by text?',
    'silent_since bigint?',
    'warnings integer',
    'ticket_id text?',
  ])
    .addPrimaryKeyConstraint('handoffs_key', ['id'])
    .execute()
  await sql`create unique index handoffs_open on handoffs (tenant_id, requester_id) where state in ('queued', 'active')`.execute(
    db,
  )
  await sql`create index handoffs_queue on handoffs (workspace_id, queued_at) where state = 'queued'`.execute(db)

  await numbered(db, 'messages', [
    'handoff_id text',
    'audience text',
    'author_id text',
    'author_name text',
    'words text',
    'said_at bigint',
    'source_activity_id text',
    'sent_activity_id text?',
    'deleted_at bigint?',
    'undelivered integer',
  ]).execute()
  await sql`create index messages_handoff on messages (handoff_id, id)`.execute(db)
  await sql`create unique index messages_source on messages (source_activity_id, handoff_id)`.execute(db)

  await table(db, 'tickets', [
    'id text',
    'key text',
    'workspace_id text',
    'tenant_id text',
    'kind text',
    'number text',
    'title text',
    'description text',
    'urgency text',
    'category text?',
    'state text',
    'requester_id text',
    'requester_name text?',
    'opener_id text',
    'opener_name text',
    'assignee_id text?',
    'assignee_name text?',
    'handoff_id text?',
    'version integer',
    'opened_at bigint',
    'updated_at bigint',
  ])
    .addPrimaryKeyConstraint('tickets_key', ['id'])
    .addUniqueConstraint('tickets_once', ['key'])
    .addUniqueConstraint('tickets_number', ['workspace_id', 'number'])
    .execute()
  await sql`create index tickets_requester on tickets (tenant_id, requester_id, updated_at)`.execute(db)
  await sql`create index tickets_opener on tickets (tenant_id, opener_id, updated_at)`.execute(db)

  await numbered(db, 'ticket_entries', [
    'ticket_id text',
    'key text',
    'kind text',
    'author_id text',
    'author_name text',
    'text text',
    'at bigint',
  ])
    .addUniqueConstraint('ticket_entries_once', ['key'])
    .execute()
  await sql`create index ticket_entries_ticket on ticket_entries (ticket_id, id)`.execute(db)

  await table(db, 'counters', ['workspace_id text', 'name text', 'value integer'])
    .addPrimaryKeyConstraint('counters_key', ['workspace_id', 'name'])
    .execute()

  await table(db, 'live_cards', [
    'subject text',
    'place text',
    'service_url text',
    'conversation_id text',
    'activity_id text',
  ])
    .addPrimaryKeyConstraint('live_cards_key', ['subject', 'place'])
    .execute()
  await sql`create index live_cards_conversation on live_cards (conversation_id)`.execute(db)

  await table(db, 'seen_activities', ['conversation_id text', 'activity_id text', 'seen_at bigint'])
    .addPrimaryKeyConstraint('seen_activities_key', ['conversation_id', 'activity_id'])
    .execute()
  await sql`create index seen_activities_at on seen_activities (seen_at)`.execute(db)

  await numbered(db, 'jobs', [
    'task text',
    'lane text',
    'payload text',
    'state text',
    'due_at bigint',
    'attempts integer',
    'claimed_until bigint',
    'created_at bigint',
  ]).execute()
  await sql`create index jobs_lane on jobs (lane, id) where state = 'ready'`.execute(db)
  await sql`create index jobs_due on jobs (due_at) where state = 'ready'`.execute(db)
}
