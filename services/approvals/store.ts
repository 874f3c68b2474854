import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db } from '../db/connect.ts'
import { fromJson } from '../db/json.ts'
import { ServiceDeskError } from '../errors.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import type { Approval, Request } from './approval.ts'
import type { ApprovalsTable, RequestsTable } from './tables.ts'

export async function addRequest(db: Db, row: Insertable<RequestsTable>): Promise<void> {
  await db.insertInto('requests').values(row).execute()
}

export async function addApprovals(db: Db, rows: readonly Insertable<ApprovalsTable>[]): Promise<void> {
  await db.insertInto('approvals').values(rows).execute()
}

/** By the idempotency key of whoever sent it. */
export async function findRequestByKey(db: Db, key: string): Promise<Request | undefined> {
  const row = await db.selectFrom('requests').selectAll().where('key', '=', key).executeTakeFirst()
  return row && toRequest(row)
}

/** By an id from outside: only whoever asked. */
export async function findOwnRequest(
  db: Db,
  { tenantId, objectId }: PersonKey,
  id: string,
): Promise<Request | undefined> {
  const row = await db
    .selectFrom('requests')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '=', objectId)
    .executeTakeFirst()
  return row && toRequest(row)
}

/** By an id from a row of our own. Throws `not-found` where there is none. */
export async function getRequest(db: Db, id: string): Promise<Request> {
  const row = await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such request.')
  return toRequest(row)
}

/** As it is once nobody else decides of it any more, until the transaction ends. */
export async function lockRequest(db: Db, id: string): Promise<Request> {
  const row = await db
    .updateTable('requests')
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw new ServiceDeskError('not-found', 'There is no such request.')
  return toRequest(row)
}

/** What somebody asked for that waits for others, the latest first. */
export async function listAwaiting(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceIds: readonly string[],
): Promise<readonly Request[]> {
  if (workspaceIds.length === 0) return []
  const rows = await db
    .selectFrom('requests')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('requester_id', '=', objectId)
    .where('state', '=', 'awaiting')
    .where('workspace_id', 'in', workspaceIds)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .limit(50)
    .execute()
  return rows.map(toRequest)
}

export async function changeRequest(
  db: Db,
  id: string,
  changes: Pick<Updateable<RequestsTable>, 'state' | 'ticket_id' | 'ended_at'>,
): Promise<void> {
  await db.updateTable('requests').set(changes).where('id', '=', id).execute()
}

/** In the order in which they are asked. */
export async function listApprovals(db: Db, requestId: string): Promise<readonly Approval[]> {
  const rows = await db
    .selectFrom('approvals')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('position')
    .execute()
  return rows.map(toApproval)
}

/** By an id from outside, within an organisation: whoever may decide of it is found by the guard. */
export async function findApproval(db: Db, tenantId: string, id: string): Promise<Approval | undefined> {
  const row = await db
    .selectFrom('approvals')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst()
  return row && toApproval(row)
}

/** By an id from a row of our own. */
export async function readApproval(db: Db, id: string): Promise<Approval | undefined> {
  const row = await db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toApproval(row)
}

/** What they are asked now, themselves or in the place of these colleagues, the oldest first. */
export async function listAsked(
  db: Db,
  { tenantId, objectId }: PersonKey,
  objectIds: readonly string[],
): Promise<
  readonly (Approval & { readonly number: string; readonly title: string; readonly requesterName: string })[]
> {
  const rows = await db
    .selectFrom('approvals as a')
    .innerJoin('requests as r', 'r.id', 'a.request_id')
    .selectAll('a')
    .select(['r.number', 'r.title', 'r.requester_name'])
    .where('a.tenant_id', '=', tenantId)
    .where('a.approver_id', 'in', objectIds)
    .where('a.state', '=', 'asked')
    .where('r.requester_id', '!=', objectId)
    .orderBy('a.asked_at')
    .orderBy('a.id')
    .limit(50)
    .execute()
  return rows.map((row) => ({
    ...toApproval(row),
    number: row.number,
    title: row.title,
    requesterName: row.requester_name,
  }))
}

/** False: it is in another state by now. */
export async function changeApproval(
  db: Db,
  id: string,
  from: Approval['state'],
  changes: Updateable<ApprovalsTable>,
): Promise<boolean> {
  const row = await db
    .updateTable('approvals')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', from)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Whoever is still to be asked, or was and did not answer, is not any more. Returns those who had been asked. */
export async function voidApprovals(db: Db, requestId: string): Promise<readonly string[]> {
  const asked = (await listApprovals(db, requestId)).filter(({ state }) => state === 'asked')
  await db
    .updateTable('approvals')
    .set({ state: 'void' })
    .where('request_id', '=', requestId)
    .where('state', 'in', ['asked', 'later'])
    .execute()
  return asked.map(({ id }) => id)
}

/** Who was asked and has not answered in time. */
export async function listLate(db: Db, at: number, most: number): Promise<readonly Approval[]> {
  const rows = await db
    .selectFrom('approvals')
    .selectAll()
    .where('state', '=', 'asked')
    .where('due_at', '<=', at)
    .orderBy('due_at')
    .limit(most)
    .execute()
  return rows.map(toApproval)
}

/** Who has had more than half of their time, and was not reminded; marked as if they were. */
export async function claimUnreminded(db: Db, now: number, most: number): Promise<readonly Approval[]> {
  const late = db
    .selectFrom('approvals')
    .select('id')
    .where('state', '=', 'asked')
    .where('reminded_at', 'is', null)
    .where(sql<boolean>`asked_at + due_at <= ${2 * now}`)
    .limit(most)
  const rows = await db
    .updateTable('approvals')
    .set({ reminded_at: now })
    .where('id', 'in', late)
    .where('reminded_at', 'is', null)
    .returningAll()
    .execute()
  return rows.map(toApproval)
}

export async function findDeputy(
  db: Db,
  { tenantId, objectId }: PersonKey,
  now: number,
): Promise<NamedPerson | undefined> {
  const row = await db
    .selectFrom('approval_deputies')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('until', '>', now)
    .executeTakeFirst()
  return row && { tenantId, objectId: row.deputy_id, name: row.deputy_name }
}

/** Those for whom somebody decides at present. */
export async function listDeputised(
  db: Db,
  { tenantId, objectId }: PersonKey,
  now: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('approval_deputies')
    .select('object_id')
    .where('tenant_id', '=', tenantId)
    .where('deputy_id', '=', objectId)
    .where('until', '>', now)
    .execute()
  return rows.map((row) => row.object_id)
}

/** `undefined`: they decide themselves again. */
export async function setDeputy(
  db: Db,
  { tenantId, objectId }: PersonKey,
  deputy: { readonly person: NamedPerson; readonly until: number } | undefined,
): Promise<void> {
  const key = { tenant_id: tenantId, object_id: objectId }
  if (deputy === undefined) {
    await db
      .deleteFrom('approval_deputies')
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
    return
  }
  const now = { deputy_id: deputy.person.objectId, deputy_name: deputy.person.name, until: deputy.until }
  await db
    .insertInto('approval_deputies')
    .values({ ...key, ...now })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet(now))
    .execute()
}

function toRequest(row: Selectable<RequestsTable>): Request {
  return {
    id: row.id,
    key: row.key,
    workspaceId: row.workspace_id,
    itemId: row.item_id,
    kind: row.kind,
    number: row.number,
    title: row.title,
    description: row.description,
    answers: fromJson(row.answers),
    form: fromJson(row.form),
    requester: { tenantId: row.tenant_id, objectId: row.requester_id, name: row.requester_name },
    rule: row.rule,
    order: row.ordering,
    days: row.days,
    state: row.state,
    ticketId: row.ticket_id ?? undefined,
    madeAt: row.made_at,
  }
}

function toApproval(row: Selectable<ApprovalsTable>): Approval {
  const { tenant_id: tenantId } = row
  return {
    id: row.id,
    requestId: row.request_id,
    workspaceId: row.workspace_id,
    position: row.position,
    approver: { tenantId, objectId: row.approver_id, name: row.approver_name },
    state: row.state,
    askedAt: row.asked_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    by: row.by_id === null ? undefined : { tenantId, objectId: row.by_id, name: row.by_name ?? '' },
    note: row.note,
    decidedAt: row.decided_at ?? undefined,
  }
}

/** The directory has named who is to approve. */
export async function nameApprover(
  db: Db,
  id: string,
  { id: approver_id, name: approver_name }: { readonly id: string; readonly name: string },
): Promise<void> {
  await db
    .updateTable('approvals')
    .set({ approver_id, approver_name })
    .where('id', '=', id)
    .where('approver_id', '=', '')
    .execute()
}

export async function deleteApproval(db: Db, id: string): Promise<void> {
  await db.deleteFrom('approvals').where('id', '=', id).execute()
}
