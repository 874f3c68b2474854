import type { PersonalData } from '../people/personal-data.ts'

/** The directory's, and read from it again as long as somebody is in a group there. */
export const groupData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const rows = await db
      .selectFrom('group_members')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
    return { group_members: rows }
  },
  async erase({ db }, { tenantId, objectId }) {
    await db.deleteFrom('group_members').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}
