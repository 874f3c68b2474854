import type { PersonalData } from '../people/personal-data.ts'

/** Listed as it would go, covered; what was written is in the store until it is decided, and in no export. */
export const quarantineData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const own = db.selectFrom('quarantined_messages').select(['id', 'handoff_id', 'words', 'state', 'quarantined_at'])
    return {
      quarantined_messages: await own.where('tenant_id', '=', tenantId).where('author_id', '=', objectId).execute(),
    }
  },
  async erase({ db }, { tenantId, objectId }) {
    await db
      .deleteFrom('quarantined_messages')
      .where('tenant_id', '=', tenantId)
      .where('author_id', '=', objectId)
      .execute()
  },
}
