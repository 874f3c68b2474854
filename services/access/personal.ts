import type { PersonalData } from '../people/personal-data.ts'
import { isServiceAdministrator } from './administrators.ts'

export const accessData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const rows = db.selectFrom('service_administrators').selectAll()
    return {
      service_administrators: await rows.where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute(),
    }
  },
  async underWay(db, person) {
    const isAdministrator = await isServiceAdministrator(db, { serviceAdministrators: [] }, person)
    return isAdministrator ? 'they are a service administrator' : undefined
  },
  async erase({ db }, { tenantId, objectId }) {
    await db.deleteFrom('shares').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}
