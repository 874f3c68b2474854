import type { PersonalData } from '../people/personal-data.ts'
import { findPerson } from '../people/store.ts'

export const admissionData: PersonalData = {
  async erase({ db }, person) {
    await db.deleteFrom('early_edits').where('author_id', '=', person.objectId).execute()
    const chat = (await findPerson(db, person))?.chat
    if (chat === undefined) return
    await db.deleteFrom('seen_activities').where('conversation_id', '=', chat.conversationId).execute()
  },
}
