import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import { ERASED, type PersonalData } from '../people/personal-data.ts'

/** Files are listed without their bytes: while these are kept, a link in the chat or the incident opens them. */
export const fileData: PersonalData = {
  async list(db, person) {
    const files = await sentBy(db, person)
      .select(['id', 'subject', 'audience', 'state', 'name', 'content_type', 'size', 'created_at'])
      .execute()
    return { files }
  },
  async erase({ db }, person, as) {
    const { tenantId, objectId } = person
    const named = `%${objectId}%`
    // Also what was shown to them alone.
    const theirs = sql`select id from files where tenant_id = ${tenantId}
      and (author_id = ${objectId} or shown_at like ${named})`
    await sql`delete from file_pieces where file_id in (${theirs})`.execute(db)
    await sql`update files set state = 'deleted', name = '', source = '{}', shown = null,
      shown_at = replace(shown_at, ${objectId}, ${as}) where id in (${theirs})`.execute(db)
    await sql`update files set author_id = ${as}, author_name = ${ERASED}
      where tenant_id = ${tenantId} and author_id = ${objectId}`.execute(db)
  },
}

function sentBy(db: Db, { tenantId, objectId }: PersonKey) {
  return db.selectFrom('files').where('tenant_id', '=', tenantId).where('author_id', '=', objectId)
}
