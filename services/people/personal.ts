import type { PersonalData } from './personal-data.ts'

export const peopleData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const people = db.selectFrom('people').selectAll()
    return {
      people: await people.where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute(),
    }
  },
  async erase({ db }, { tenantId, objectId }) {
    await db.deleteFrom('people').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}
