import { ERASED, type PersonalData } from '../people/personal-data.ts'

/** What somebody wrote and did not send is theirs alone. */
export const heldData: PersonalData = {
  async list(db, { tenantId, objectId }) {
    const own = db.selectFrom('held_messages').select(['id', 'handoff_id', 'words', 'state', 'held_at'])
    return {
      held_messages: await own.where('tenant_id', '=', tenantId).where('author_id', '=', objectId).execute(),
    }
  },
  async erase({ db }, { tenantId, objectId }, as) {
    await db
      .updateTable('held_messages')
      .set({ author_id: as, author_name: ERASED, bare: null, words: '{"text":""}' as never })
      .where('tenant_id', '=', tenantId)
      .where('author_id', '=', objectId)
      .execute()
  },
}
