import type { PersonalData } from '../people/personal-data.ts'

export const workspaceData: PersonalData = {
  async underWay(db, { objectId }) {
    const duty = await db.selectFrom('duties').select('since').where('object_id', '=', objectId).executeTakeFirst()
    return duty && 'they are on duty'
  },
}
