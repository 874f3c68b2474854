import { ERASED, type PersonalData } from '../people/personal-data.ts'

export const lookupData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const lookups = await db
      .selectFrom('lookups')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where((where) => where.or([where('operator_id', '=', objectId), where('person_id', '=', objectId)]))
      .execute()
    const actions = await db
      .selectFrom('device_actions')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where((where) => where.or([where('operator_id', '=', objectId), where('person_id', '=', objectId)]))
      .execute()
    return { lookups, device_actions: actions }
  },
  async erase({ db }, { tenantId, objectId }, as) {
    await db.deleteFrom('lookups').where('tenant_id', '=', tenantId).where('person_id', '=', objectId).execute()
    await db.deleteFrom('device_actions').where('tenant_id', '=', tenantId).where('person_id', '=', objectId).execute()
    await db
      .updateTable('device_actions')
      .set({ operator_id: as })
      .where('tenant_id', '=', tenantId)
      .where('operator_id', '=', objectId)
      .execute()
    await db
      .updateTable('lookups')
      .set({ operator_id: as, operator_name: ERASED })
      .where('tenant_id', '=', tenantId)
      .where('operator_id', '=', objectId)
      .execute()
  },
}
