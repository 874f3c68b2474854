import type { Kysely } from 'kysely'
import { table } from './columns.ts'

/** Whom a partner looks after, and how Microsoft's services are there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'clients', [
    'partner_id text',
    'client_id text',
    'name text',
    'domain text',
    'delegated_until bigint?',
  ])
    .addPrimaryKeyConstraint('clients_key', ['partner_id', 'client_id'])
    .execute()
  await table(db, 'client_reads', ['partner_id text', 'read_at bigint?', 'asked_at bigint', 'trouble text?'])
    .addPrimaryKeyConstraint('client_reads_key', ['partner_id'])
    .execute()
  await table(db, 'client_marks', ['tenant_id text', 'object_id text', 'client_id text'])
    .addPrimaryKeyConstraint('client_marks_key', ['tenant_id', 'object_id', 'client_id'])
    .execute()
  await table(db, 'client_choices', ['tenant_id text', 'object_id text', 'client_id text'])
    .addPrimaryKeyConstraint('client_choices_key', ['tenant_id', 'object_id'])
    .execute()
  await table(db, 'health', [
    'tenant_id text',
    'asked_at bigint',
    'read_at bigint?',
    'trouble text?',
    'color text?',
    'document text?',
  ])
    .addPrimaryKeyConstraint('health_key', ['tenant_id'])
    .execute()
}
