import { hasRole } from '../access/access.ts'
import { ERASED, type PersonalData } from '../people/personal-data.ts'
import { listWorkspaces } from '../workspaces/store.ts'
import { parseSettings } from './settings.ts'
import { findVersion } from './store.ts'

/**
 * Who made which version. Assignments that name somebody are settings: whoever may, changes them first; versions of before
 * stay as they were.
 */
export const settingsData: PersonalData = {
  async list(db, { objectId }) {
    const versions = db.selectFrom('settings_versions').select(['workspace_id', 'version', 'author_name', 'created_at'])
    return { settings_versions: await versions.where('author_id', '=', objectId).execute() }
  },
  async underWay(db, { tenantId, objectId }) {
    for (const { id, name, settingsVersion } of await listWorkspaces(db, tenantId)) {
      const parsed = parseSettings((await findVersion(db, id, settingsVersion))?.document)
      if (parsed.ok && hasRole(parsed.settings, objectId))
        return `the settings of the workspace “${name || id}” give them a role`
    }
    return undefined
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
