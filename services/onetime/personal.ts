import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import { ERASED, type PersonalData } from '../people/personal-data.ts'

/** Listed without the secrets: whose they are has a card that shows them. */
export const oneTimeData: PersonalData = {
  async list(db, person) {
    const own = ['id', 'workspace_id', 'handoff_id', 'requester_id', 'author_id', 'handed_at', 'shown_at'] as const
    return { onetime_secrets: await concerning(db, person).select(own).execute() }
  },
  async erase({ db }, { tenantId, objectId }, as) {
    const theirs = db.deleteFrom('onetime_secrets').where('tenant_id', '=', tenantId)
    await theirs.where('requester_id', '=', objectId).execute()
    const its = db.updateTable('onetime_secrets').where('tenant_id', '=', tenantId)
    await its.set({ author_id: as, author_name: ERASED }).where('author_id', '=', objectId).execute()
  },
}

function concerning(db: Db, { tenantId, objectId }: PersonKey) {
  return db
    .selectFrom('onetime_secrets')
    .where('tenant_id', '=', tenantId)
    .where((where) => where.or([where('requester_id', '=', objectId), where('author_id', '=', objectId)]))
}
