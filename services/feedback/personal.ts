import type { PersonalData } from '../people/personal-data.ts'

/** What somebody thought of how they were helped. */
export const feedbackData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const own = db.selectFrom('feedback').select(['about', 'workspace_id', 'verdict', 'text', 'given_at'])
    return { feedback: await own.where('tenant_id', '=', tenantId).where('author_id', '=', objectId).execute() }
  },
  async erase({ db }, { tenantId, objectId }) {
    await db.deleteFrom('feedback').where('tenant_id', '=', tenantId).where('author_id', '=', objectId).execute()
  },
}
