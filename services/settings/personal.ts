import { ERASED, type PersonalData } from '../people/personal-data.ts'

/** Who made which version. Assignments that name somebody are settings: whoever may, changes them. */
export const settingsData: PersonalData = {
  async list(db, { objectId }) {
    const versions = db.selectFrom('settings_versions').select(['workspace_id', 'version', 'author_name', 'created_at'])
    return { settings_versions: await versions.where('author_id', '=', objectId).execute() }
  },
  async erase({ db }, { objectId }, as) {
    await db
      .updateTable('settings_versions')
      .set({ author_id: as, author_name: ERASED })
      .where('author_id', '=', objectId)
      .execute()
    await db.deleteFrom('settings_drafts').where('author_id', '=', objectId).execute()
  },
}
