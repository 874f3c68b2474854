import type { PersonalData } from '../people/personal-data.ts'
import { endSessions } from './store.ts'

/** Where somebody is signed in; without what their browsers hold. */
export const sessionData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const sessions = await db
      .selectFrom('sessions')
      .select(['name', 'began_at', 'expires_at'])
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
    return { sessions }
  },
  erase: ({ db }, person) => endSessions(db, person),
}
