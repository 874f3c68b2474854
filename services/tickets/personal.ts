import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import type { PersonKey } from '../people/person.ts'
import { ERASED, type PersonalData } from '../people/personal-data.ts'
import { FOR_REQUESTER, ticketSubject, UNSETTLED_STATES } from './ticket.ts'

export const ticketData: PersonalData = {
  async list(db, person) {
    const tickets = await concerning(db, person).selectAll().execute()
    const entries = await db
      .selectFrom('ticket_entries')
      .selectAll()
      .where((where) =>
        where.or([
          where.and([
            where('ticket_id', 'in', concerning(db, person).select('id')),
            where('kind', 'in', FOR_REQUESTER),
          ]),
          where('author_id', '=', person.objectId),
        ]),
      )
      .orderBy('id')
      .execute()
    const followed = await db
      .selectFrom('ticket_followers')
      .selectAll()
      .where('tenant_id', '=', person.tenantId)
      .where('object_id', '=', person.objectId)
      .execute()
    const filters = await db
      .selectFrom('ticket_filters')
      .select(['desk_id', 'name', 'query'])
      .where('tenant_id', '=', person.tenantId)
      .where('object_id', '=', person.objectId)
      .execute()
    return { tickets, ticket_entries: entries, ticket_followers: followed, ticket_filters: filters }
  },
  async underWay(db, person) {
    const open = await concerning(db, person).select('number').where('state', 'in', UNSETTLED_STATES).executeTakeFirst()
    return open && `${open.number} is not settled`
  },
  async erase(services, person, as) {
    const { db } = services
    const { tenantId, objectId } = person
    const theirs = await concerning(db, person).select(['id', 'requester_id']).execute()
    const own = theirs.filter((ticket) => ticket.requester_id === objectId).map(({ id }) => id)
    if (own.length > 0) {
      await db
        .updateTable('tickets')
        .set({ title: ERASED, description: ERASED, announcement: null })
        .where('id', 'in', own)
        .execute()
      await db.updateTable('ticket_entries').set({ text: '' }).where('ticket_id', 'in', own).execute()
    }
    await sql`update ticket_entries set key = replace(key, ${objectId}, ${as}), author_name = ${ERASED}, author_id = ${as}
      where author_id = ${objectId}`.execute(db)
    for (const column of ['requester', 'opener', 'assignee']) {
      const [id, name] = [sql.ref(`${column}_id`), sql.ref(`${column}_name`)]
      await sql`update tickets set key = replace(key, ${objectId}, ${as}), ${id} = ${as}, ${name} = ${ERASED}
        where tenant_id = ${tenantId} and ${id} = ${objectId}`.execute(db)
    }
    await db.deleteFrom('ticket_filters').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
    await db
      .deleteFrom('ticket_followers')
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .execute()
    for (const { id } of theirs) await enqueueRefresh(services, ticketSubject(id))
  },
}

function concerning(db: Db, { tenantId, objectId }: PersonKey) {
  return db
    .selectFrom('tickets')
    .where('tenant_id', '=', tenantId)
    .where((where) =>
      where.or([
        where('requester_id', '=', objectId),
        where('opener_id', '=', objectId),
        where('assignee_id', '=', objectId),
      ]),
    )
}
