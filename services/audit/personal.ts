import type { PersonalData } from '../people/personal-data.ts'

/** The audit holds no names, and is never changed: what it says of somebody is told, and stays. */
export const auditData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const rows = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where((where) => where.or([where('actor_id', '=', objectId), where('behalf_id', '=', objectId)]))
      .orderBy('id')
      .execute()
    return { audit_entries: rows }
  },
}
