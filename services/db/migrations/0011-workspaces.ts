import { type Kysely, sql } from 'kysely'
import { addColumns, table } from './columns.ts'

/** More than one workspace: who is a member of which, in which one somebody is, and what an organisation has contracted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'people', ['workspace_id text?'])
  // The idempotency key of the dialog that made it.
  await addColumns(db, 'workspaces', ['key text?'])
  await sql`create unique index workspaces_once on workspaces (key) where key is not null`.execute(db)
  await sql`create unique index workspaces_name on workspaces (tenant_id, lower(name)) where name <> ''`.execute(db)
  await sql`create index files_subject on files (subject) where subject is not null`.execute(db)
  await sql`create unique index desks_channel on desks (channel_id) where removed_at is null`.execute(db)
  await table(db, 'memberships', [
    'workspace_id text',
    'tenant_id text',
    'object_id text',
    'name text',
    'state text',
    'invited_by_id text',
    'invited_by_name text',
    'invited_at bigint',
    'accepted_at bigint?',
  ])
    .addPrimaryKeyConstraint('memberships_key', ['workspace_id', 'object_id'])
    .execute()
  await sql`create index memberships_person on memberships (tenant_id, object_id)`.execute(db)
  await table(db, 'invitation_codes', [
    'code_hash text',
    'key text',
    'workspace_id text',
    'name text',
    'invited_by_id text',
    'invited_by_name text',
    'invited_at bigint',
  ])
    .addPrimaryKeyConstraint('invitation_codes_key', ['code_hash'])
    .addUniqueConstraint('invitation_codes_once', ['key'])
    .execute()
  await table(db, 'personal_accounts', ['object_id text', 'tenant_id text', 'joined_at bigint'])
    .addPrimaryKeyConstraint('personal_accounts_key', ['object_id'])
    .execute()
  await table(db, 'contracts', ['tenant_id text', 'document text', 'changed_at bigint', 'changed_by text'])
    .addPrimaryKeyConstraint('contracts_key', ['tenant_id'])
    .execute()
}
