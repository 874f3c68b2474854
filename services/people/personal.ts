import type { PersonalData } from './personal-data.ts'

export const peopleData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const people = db.selectFrom('people').selectAll()
    return {
      people: await people.where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute(),
    }
  },
  async erase({ db }, { tenantId, objectId }) {
    const nobody = { helper_id: null, helped_at: null }
    await db
      .updateTable('people')
      .set(nobody)
      .where('tenant_id', '=', tenantId)
      .where('helper_id', '=', objectId)
      .execute()
    await db.deleteFrom('people').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}
