import type { PersonalData } from '../people/personal-data.ts'
import { findPerson } from '../people/store.ts'

export const noticeData: PersonalData = {
  async erase({ db }, person) {
    const chat = (await findPerson(db, person))?.chat
    if (chat === undefined) return
    await db.deleteFrom('live_cards').where('conversation_id', '=', chat.conversationId).execute()
  },
}
