import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { toJson } from '../db/json.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import type { PersonKey } from '../people/person.ts'
import { ERASED, type PersonalData } from '../people/personal-data.ts'
import { maskSecrets } from '../secrets/secret.ts'
import type { Words } from '../words/words.ts'
import { handoffSubject, offerSubject } from './handoff.ts'
import { isOpenState } from './store.ts'

const OFFER_PEOPLE = ['from_id', 'to_id', 'answered_by_id'] as const

export const handoffData: PersonalData = {
  async list(db, person) {
    const handoffs = await chatsOf(db, person).selectAll().execute()
    const messages = await db
      .selectFrom('messages')
      .selectAll()
      .where((where) =>
        where.or([
          where.and([
            where('handoff_id', 'in', chatsOf(db, person).select('id')),
            where('audience', '<>', 'work-note'),
          ]),
          where('author_id', '=', person.objectId),
        ]),
      )
      .orderBy('id')
      .execute()
    const offered = await db
      .selectFrom('offers')
      .selectAll()
      .where((where) => where.or(OFFER_PEOPLE.map((column) => where(column, '=', person.objectId))))
      .execute()
    // What somebody else noted for them is that one's, and why it was offered to whom tells of others.
    const offers = offered.map((row) => ({ ...row, why: null, note: row.from_id === person.objectId ? row.note : '' }))
    return { handoffs, messages, offers }
  },
  async underWay(db, person) {
    const open = await chatsOf(db, person).select('id').where(isOpenState()).executeTakeFirst()
    return open && 'a chat of theirs is open'
  },
  async erase(services, person, as) {
    const { db } = services
    const theirs = await db
      .selectFrom('handoffs')
      .select('id')
      .where('tenant_id', '=', person.tenantId)
      .where('requester_id', '=', person.objectId)
      .execute()
    // Their own chats lose every word; in those that they led as an analyst, the words are the requester's.
    const nothing = { words: toJson<Words>({ text: maskSecrets('').text }), deleted_at: services.now() }
    await db.updateTable('messages').set(nothing).where('handoff_id', 'in', requestedBy(db, person)).execute()
    await db
      .updateTable('messages')
      .set({ author_id: as, author_name: ERASED })
      .where('author_id', '=', person.objectId)
      .execute()
    await sql`update handoffs set analyst_id = ${as}, analyst_name = ${ERASED}
      where tenant_id = ${person.tenantId} and analyst_id = ${person.objectId}`.execute(db)
    await sql`update handoffs set requester_id = ${as}, requester_name = ${ERASED}
      where tenant_id = ${person.tenantId} and requester_id = ${person.objectId}`.execute(db)
    // A note is about the requester, whoever wrote it.
    await db
      .updateTable('offers')
      .set({ note: '' })
      .where('handoff_id', 'in', requestedBy(db, { ...person, objectId: as }))
      .execute()
    for (const who of ['from', 'to', 'answered_by'] as const)
      await sql`update offers set ${sql.ref(`${who}_id`)} = ${as}, ${sql.ref(`${who}_name`)} = ${ERASED}
        where ${sql.ref(`${who}_id`)} = ${person.objectId}`.execute(db)
    // Why a chat was offered to whom names others too.
    await sql`update offers set why = null where why like ${`%${person.objectId}%`}`.execute(db)
    const touched = await db
      .selectFrom('offers')
      .select('id')
      .where((where) =>
        where.or([
          ...OFFER_PEOPLE.map((column) => where(column, '=', as)),
          where('handoff_id', 'in', requestedBy(db, { ...person, objectId: as })),
        ]),
      )
      .execute()
    for (const { id } of touched) await enqueueRefresh(services, offerSubject(id))
    for (const { id } of theirs) await enqueueRefresh(services, handoffSubject(id))
  },
}

function chatsOf(db: Db, { tenantId, objectId }: PersonKey) {
  return db
    .selectFrom('handoffs')
    .where('tenant_id', '=', tenantId)
    .where((where) => where.or([where('requester_id', '=', objectId), where('analyst_id', '=', objectId)]))
}

function requestedBy(db: Db, { tenantId, objectId }: PersonKey) {
  return db.selectFrom('handoffs').select('id').where('tenant_id', '=', tenantId).where('requester_id', '=', objectId)
}
