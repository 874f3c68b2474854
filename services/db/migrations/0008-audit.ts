import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../dialect.ts'
import { numbered } from './columns.ts'

const WRITTEN = 'id, at, workspace_id, tenant_id, actor_id, behalf_id, act, permission, outcome, subject, place, client'

/** The audit: entries that are sealed once, and otherwise never changed or deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await numbered(db, 'audit_entries', [
    'at bigint',
    'workspace_id text',
    'tenant_id text',
    'actor_id text',
    'behalf_id text?',
    'act text',
    'permission text',
    'outcome text',
    'subject text?',
    'place text',
    'client text?',
    'position bigint?',
    'hash text?',
  ]).execute()
  await sql`create index audit_unsealed on audit_entries (id) where position is null`.execute(db)
  await sql`create unique index audit_chain on audit_entries (position) where position is not null`.execute(db)
  await sql`create index audit_workspace on audit_entries (workspace_id, id)`.execute(db)
  await sql`create index audit_subject on audit_entries (subject, at) where subject is not null`.execute(db)
  await (isPostgres(db) ? guardPostgres(db) : guardSqlite(db))
}

async function guardSqlite(db: Kysely<unknown>): Promise<void> {
  const refuse = sql.raw(`begin select raise(abort, 'audit_entries is append-only'); end`)
  await sql`create trigger audit_kept before delete on audit_entries ${refuse}`.execute(db)
  await sql`create trigger audit_written before update of ${sql.raw(WRITTEN)} on audit_entries ${refuse}`.execute(db)
  await sql`create trigger audit_sealed before update on audit_entries when old.position is not null ${refuse}`.execute(
    db,
  )
}

async function guardPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function audit_append_only() returns trigger language plpgsql as $$
    begin raise exception 'audit_entries is append-only'; end $$`.execute(db)
  const refuse = sql.raw('execute function audit_append_only()')
  await sql`create trigger audit_kept before delete on audit_entries for each row ${refuse}`.execute(db)
  await sql`create trigger audit_emptied before truncate on audit_entries for each statement ${refuse}`.execute(db)
  await sql`create trigger audit_written before update of ${sql.raw(WRITTEN)} on audit_entries for each row ${refuse}`.execute(
    db,
  )
  await sql`create trigger audit_sealed before update on audit_entries for each row
    when (old.position is not null) ${refuse}`.execute(db)
}
