import type { PersonalData } from '../people/personal-data.ts'

/** Who somebody is in a company's ticket system; what is said of their tickets is kept with these. */
export const itsmData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const itsm_people = await db
      .selectFrom('itsm_people')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
    return { itsm_people }
  },
  async erase({ db }, { tenantId, objectId }) {
    await db.deleteFrom('itsm_people').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}
