import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import { ERASED, type PersonalData } from '../people/personal-data.ts'

/** What somebody asked for, what they decided, and who stands in for them. */
export const approvalData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const requests = await db
      .selectFrom('requests')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('requester_id', '=', objectId)
      .execute()
    const approvals = await decidedBy(db, { tenantId, objectId })
    const approval_deputies = await db
      .selectFrom('approval_deputies')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where((where) => where.or([where('object_id', '=', objectId), where('deputy_id', '=', objectId)]))
      .execute()
    return { requests, approvals, approval_deputies }
  },
  async underWay(db, { tenantId, objectId }) {
    const row = await db
      .selectFrom('requests')
      .select('number')
      .where('tenant_id', '=', tenantId)
      .where('requester_id', '=', objectId)
      .where('state', '=', 'awaiting')
      .executeTakeFirst()
    if (row !== undefined) return `request ${row.number} waits for an approval`
    const asked = await db
      .selectFrom('approvals')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('approver_id', '=', objectId)
      .where('state', 'in', ['asked', 'later'])
      .executeTakeFirst()
    return asked && 'they are asked to approve of a request'
  },
  async erase({ db }, { tenantId, objectId }, as) {
    const own = db
      .selectFrom('requests')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('requester_id', '=', objectId)
    await db.deleteFrom('approvals').where('request_id', 'in', own).execute()
    await db.deleteFrom('requests').where('tenant_id', '=', tenantId).where('requester_id', '=', objectId).execute()
    const theirs = db.updateTable('approvals').where('tenant_id', '=', tenantId)
    await theirs.set({ approver_id: as, approver_name: ERASED }).where('approver_id', '=', objectId).execute()
    await theirs.set({ by_id: as, by_name: ERASED, note: '' }).where('by_id', '=', objectId).execute()
    await db
      .deleteFrom('approval_deputies')
      .where('tenant_id', '=', tenantId)
      .where((where) => where.or([where('object_id', '=', objectId), where('deputy_id', '=', objectId)]))
      .execute()
  },
}

function decidedBy(db: Db, { tenantId, objectId }: PersonKey) {
  return db
    .selectFrom('approvals')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where((where) => where.or([where('approver_id', '=', objectId), where('by_id', '=', objectId)]))
    .execute()
}
