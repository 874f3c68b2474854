import { ERASED, type PersonalData } from '../people/personal-data.ts'
import { expelPersonalAccount } from './personal-accounts.ts'

export const workspaceData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const own = db.selectFrom('memberships').selectAll().where('tenant_id', '=', tenantId)
    const accounts = db.selectFrom('personal_accounts').selectAll().where('object_id', '=', objectId)
    return {
      memberships: await own
        .where((where) => where.or([where('object_id', '=', objectId), where('invited_by_id', '=', objectId)]))
        .execute(),
      personal_accounts: await accounts.execute(),
    }
  },
  async underWay(db, { objectId }) {
    const duty = await db.selectFrom('duties').select('since').where('object_id', '=', objectId).executeTakeFirst()
    return duty && 'they are on duty'
  },
  /** They belong to nothing any more; whom they invited stays, invited by nobody in particular. */
  async erase({ db }, { tenantId, objectId }, as) {
    await db.deleteFrom('memberships').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
    await expelPersonalAccount(db, { tenantId, objectId })
    const nobody = { invited_by_id: as, invited_by_name: ERASED }
    await db.updateTable('memberships').set(nobody).where('invited_by_id', '=', objectId).execute()
    await db.updateTable('invitation_codes').set(nobody).where('invited_by_id', '=', objectId).execute()
  },
}
