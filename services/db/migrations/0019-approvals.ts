import { type Kysely, sql } from 'kysely'
import { table } from './columns.ts'

/** What waits for somebody's approval before it comes to the desk. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await table(db, 'requests', [
    ...(['id text', 'key text', 'workspace_id text', 'tenant_id text', 'item_id text', 'kind text'] as const),
    ...(['number text', 'title text', 'description text', 'answers text', 'form text'] as const),
    ...(['requester_id text', 'requester_name text', 'rule text', 'ordering text', 'days integer'] as const),
    ...(['state text', 'ticket_id text?', 'made_at bigint', 'version integer'] as const),
  ])
    .addPrimaryKeyConstraint('requests_id', ['id'])
    .addUniqueConstraint('requests_key', ['key'])
    .execute()
  await sql`create index requests_requester on requests (tenant_id, requester_id)`.execute(db)
  await table(db, 'approvals', [
    ...(['id text', 'request_id text', 'workspace_id text', 'tenant_id text', 'position integer'] as const),
    ...(['approver_id text', 'approver_name text', 'state text', 'asked_at bigint?', 'due_at bigint?'] as const),
    ...(['reminded_at bigint?', 'by_id text?', 'by_name text?', 'note text', 'decided_at bigint?'] as const),
  ])
    .addPrimaryKeyConstraint('approvals_id', ['id'])
    .execute()
  await sql`create index approvals_request on approvals (request_id)`.execute(db)
  await sql`create index approvals_asked on approvals (tenant_id, approver_id) where state = 'asked'`.execute(db)
  await table(db, 'approval_deputies', [
    ...(['tenant_id text', 'object_id text', 'deputy_id text', 'deputy_name text', 'until bigint'] as const),
  ])
    .addPrimaryKeyConstraint('approval_deputies_key', ['tenant_id', 'object_id'])
    .execute()
}
