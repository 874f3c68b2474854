import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { PeopleTable } from '../db/schema.ts'
import type { Conversation } from '../notices/notice.ts'
import type { Language, Person, PersonKey, Words } from './person.ts'

/** Remembers who spoke, under the name and language that Teams gives today. */
export async function rememberPerson(db: Db, person: Person, chat: Conversation | undefined): Promise<void> {
  const today = {
    name: person.name,
    teams_id: person.teamsId,
    language: person.language,
    ...(chat === undefined ? {} : { conversation_id: chat.conversationId, service_url: chat.serviceUrl }),
  }
  await db
    .insertInto('people')
    .values({
      tenant_id: person.tenantId,
      object_id: person.objectId,
      conversation_id: null,
      service_url: null,
      last_words: null,
      last_words_at: null,
      ...today,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet(today))
    .execute()
}

export async function findPerson(db: Db, key: PersonKey): Promise<Person | undefined> {
  const row = await rowOf(db, key)
  return row === undefined ? undefined : toPerson(row)
}

/** Where somebody is spoken to alone. */
export async function findPersonalChat(db: Db, key: PersonKey): Promise<Conversation | undefined> {
  const row = await rowOf(db, key)
  if (row === undefined || row.conversation_id === null || row.service_url === null) return undefined
  return { serviceUrl: row.service_url, conversationId: row.conversation_id }
}

/** The app was removed, or the person blocked it: there is nowhere to speak to them any more. */
export async function forgetPersonalChat(db: Db, key: PersonKey): Promise<void> {
  await updateRow(db, key, { conversation_id: null, service_url: null })
}

/** What somebody last said outside a chat, and the activity that brought it. */
export interface LastWords {
  readonly words: Words
  readonly activityId: string
}

/** Keeps what somebody said when they were shown the menu; a chat that they start next begins with it. */
export async function keepLastWords(db: Db, key: PersonKey, last: LastWords, at: number): Promise<void> {
  await updateRow(db, key, { last_words: JSON.stringify(last), last_words_at: at })
}

/** Corrects the last words, or forgets them, when the message that brought them is corrected or taken back. */
export async function changeLastWords(
  db: Db,
  key: PersonKey,
  activityId: string,
  words: Words | undefined,
): Promise<void> {
  const row = await rowOf(db, key)
  if (row?.last_words == null || (JSON.parse(row.last_words) as LastWords).activityId !== activityId) return
  await updateRow(db, key, { last_words: words === undefined ? null : JSON.stringify({ words, activityId }) })
}

/** Hands out the last words once, if they were said after `since`. */
export async function takeLastWords(db: Db, key: PersonKey, since: number): Promise<LastWords | undefined> {
  const row = await rowOf(db, key)
  await updateRow(db, key, { last_words: null, last_words_at: null })
  if (row?.last_words == null || row.last_words_at === null || row.last_words_at < since) return undefined
  return JSON.parse(row.last_words)
}

async function rowOf(db: Db, key: PersonKey): Promise<Selectable<PeopleTable> | undefined> {
  return await db
    .selectFrom('people')
    .selectAll()
    .where('tenant_id', '=', key.tenantId)
    .where('object_id', '=', key.objectId)
    .executeTakeFirst()
}

async function updateRow(db: Db, key: PersonKey, change: Partial<PeopleTable>): Promise<void> {
  await db
    .updateTable('people')
    .set(change)
    .where('tenant_id', '=', key.tenantId)
    .where('object_id', '=', key.objectId)
    .execute()
}

function toPerson(row: Selectable<PeopleTable>): Person {
  return {
    tenantId: row.tenant_id,
    objectId: row.object_id,
    name: row.name,
    teamsId: row.teams_id,
    language: row.language as Language,
  }
}
