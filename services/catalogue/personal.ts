import type { PersonalData } from '../people/personal-data.ts'

/** What somebody began to ask for is theirs alone. */
export const catalogueData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const drafts = await db
      .selectFrom('drafts')
      .select(['workspace_id', 'item_id', 'answers', 'updated_at'])
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
    const views = await db
      .selectFrom('catalogue_views')
      .select('view')
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
    return { drafts, catalogue_views: views }
  },
  async erase({ db }, { tenantId, objectId }) {
    await db.deleteFrom('catalogue_views').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
    await db.deleteFrom('drafts').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  },
}
