import type { PersonalData } from '../people/personal-data.ts'

export const accessData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const rows = db.selectFrom('service_administrators').selectAll()
    return {
      service_administrators: await rows.where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute(),
    }
  },
  async underWay(db, { tenantId, objectId }) {
    const row = await db
      .selectFrom('service_administrators')
      .select('since')
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .executeTakeFirst()
    return row && 'they are a service administrator'
  },
  async erase({ db }, { tenantId, objectId }) {
    await db.deleteFrom('shares').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}
