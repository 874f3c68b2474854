import { ERASED, type PersonalData } from '../people/personal-data.ts'

/** Who confirmed what a workspace says of who does what. */
export const responsibilityData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const own = db.selectFrom('responsibility_confirmations').selectAll()
    const rows = await own.where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
    return { responsibility_confirmations: rows }
  },
  async erase({ db }, { tenantId, objectId }, as) {
    await db
      .updateTable('responsibility_confirmations')
      .set({ object_id: as, name: ERASED })
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
  },
}
