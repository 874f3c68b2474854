import type { Selectable } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import { prepared } from '../db/prepared.ts'
import { MINUTE_MS } from '../time.ts'
import type { Words } from '../words/words.ts'
import { hasInName } from './in-name.ts'
import type { Contact, Conversation, NamedPerson, PersonKey } from './person.ts'
import type { PeopleTable } from './tables.ts'

/** Remembers who spoke, under the name and language that Teams gives today, and where they can be reached. */
export async function rememberPerson(db: Db, person: Contact): Promise<void> {
  const today = {
    name: person.name,
    teams_id: person.teamsId,
    language: person.language,
    ...(person.chat === undefined
      ? {}
      : {
          conversation_id: person.chat.conversationId,
          service_url: person.chat.serviceUrl,
          unreachable_reason: null,
          unreachable_at: null,
        }),
  }
  await db
    .insertInto('people')
    .values({ tenant_id: person.tenantId, object_id: person.objectId, ...today })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet(today))
    .execute()
}

export async function findPerson(db: Db, key: PersonKey): Promise<Contact | undefined> {
  const row = await rowOf(db, key)
  return row && toContact(key, row)
}

/** Why somebody cannot be spoken to: they took the app away, or Teams refused with a code of its own. */
export type Unreachable = 'uninstalled' | (string & {})

/** What people are called, by their object ids; whom we do not know is not in it. */
export async function namesOf(db: Db, tenantId: string, objectIds: readonly string[]): Promise<Map<string, string>> {
  if (objectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('people')
    .select(['object_id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', 'in', [...new Set(objectIds)])
    .execute()
  return new Map(rows.map((row) => [row.object_id, row.name]))
}

/** People of an organisation whom the desk knows, whose name has this in it, as it is or in other capitals. */
export async function findByName(
  db: Db,
  tenantId: string,
  name: string,
  most: number,
): Promise<readonly NamedPerson[]> {
  const rows = await db
    .selectFrom('people')
    .select(['object_id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where(hasInName(name))
    .orderBy('name')
    .limit(most)
    .execute()
  return rows.map((row) => ({ tenantId, objectId: row.object_id, name: row.name }))
}

/** Who led the last chat of these people, since then. */
export async function helpersOf(
  db: Db,
  tenantId: string,
  objectIds: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, string>> {
  if (objectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('people')
    .select(['object_id', 'helper_id'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', 'in', [...new Set(objectIds)])
    .where('helped_at', '>', since)
    .execute()
  return new Map(rows.map((row) => [row.object_id, row.helper_id ?? '']))
}

/** Forgets who led chats that ended before then. */
export async function forgetHelpers(db: Db, before: number): Promise<void> {
  await db.updateTable('people').set({ helper_id: null, helped_at: null }).where('helped_at', '<', before).execute()
}

/** An analyst led somebody's chat to its end. */
export async function noteHelper(
  { db, now }: Pick<Services, 'db' | 'now'>,
  key: PersonKey,
  helper: Pick<PersonKey, 'objectId'>,
): Promise<void> {
  await updateRow(db, key, { helper_id: helper.objectId, helped_at: now() })
}

/** There is nowhere to speak to somebody any more, until they speak to us. */
export async function forgetPersonalChat(
  { db, now }: Pick<Services, 'db' | 'now'>,
  key: PersonKey,
  reason: Unreachable,
): Promise<void> {
  const unreachable = { unreachable_reason: reason, unreachable_at: now() }
  await updateRow(db, key, { conversation_id: null, service_url: null, ...unreachable })
}

/** Teams refused to bring somebody a message: noted for operators, and tried again all the same when they are spoken to. */
export async function noteUnreachable(
  { db, now }: Pick<Services, 'db' | 'now'>,
  key: PersonKey,
  reason: Unreachable,
): Promise<void> {
  await updateRow(db, key, { unreachable_reason: reason, unreachable_at: now() })
}

/** From now on they are in this workspace. */
export async function enterWorkspace(db: Db, key: PersonKey, workspaceId: string): Promise<void> {
  await updateRow(db, key, { workspace_id: workspaceId })
}

/** Whoever was in this workspace is in another; `undefined`: in the default one, as it is the only one left to them. */
export async function leaveWorkspace(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceId: string,
  next: string | undefined,
): Promise<void> {
  await db
    .updateTable('people')
    .set({ workspace_id: next ?? null })
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('workspace_id', '=', workspaceId)
    .execute()
}

/** Something said outside a chat, and the activity that brought it. */
export interface Spoken {
  readonly words: Words
  readonly activityId: string
  /** Milliseconds since 1970; missing where an older release kept it. */
  readonly at?: number
}

/** What somebody last said outside a chat, with what they said before it: an older release reads the last alone. */
export interface LastWords extends Spoken {
  readonly earlier?: readonly Spoken[]
}

/** Older words had another reason than what is asked for now. */
const RECENT_MS = 15 * MINUTE_MS
/** People write in several lines; whoever writes without end is not copied without end. */
const MOST_SPOKEN = 10
const MOST_CHARACTERS = 20_000

/** Keeps what somebody said when they were shown the menu: a chat or an incident that they ask for next begins with it (N1, E6). */
export async function saveLastWords(db: Db, key: PersonKey, { words, activityId }: Spoken, at: number): Promise<void> {
  await lockPerson(db, key)
  const before = await findLastWords({ db, now: () => at }, key)
  await writeLastWords(db, key, [...before, { words, activityId, at }], at)
}

/** Corrects what was said, or forgets it, when the message that brought it is corrected or taken back. */
export async function changeLastWords(
  db: Db,
  key: PersonKey,
  activityId: string,
  words: Words | undefined,
): Promise<void> {
  await lockPerson(db, key)
  const row = await rowOf(db, key)
  const all = spokenIn(row)
  if (row?.last_words_at == null || !all.some((its) => its.activityId === activityId)) return
  const changed = all.flatMap((its) =>
    its.activityId !== activityId ? [its] : words === undefined ? [] : [{ ...its, words }],
  )
  await writeLastWords(db, key, changed, row.last_words_at)
}

/** What somebody said lately outside a chat, in their order. */
export async function findLastWords(
  { db, now }: Pick<Services, 'db' | 'now'>,
  key: PersonKey,
): Promise<readonly Spoken[]> {
  const row = await rowOf(db, key)
  return spokenIn(row).filter(({ at = row?.last_words_at ?? 0 }) => at >= now() - RECENT_MS)
}

/** Hands out what was said lately, once. Where nothing was, nothing is written: whoever opens much at once waits for no row lock. */
export async function consumeLastWords(
  services: Pick<Services, 'db' | 'now'>,
  key: PersonKey,
): Promise<readonly Spoken[]> {
  const row = await rowOf(services.db, key)
  if (row?.last_words == null) return []
  await lockPerson(services.db, key)
  const spoken = await findLastWords(services, key)
  await updateRow(services.db, key, { last_words: null, last_words_at: null })
  return spoken
}

/** A row lock: two messages that come at once must not each forget the other. */
async function lockPerson(db: Db, { tenantId, objectId }: PersonKey): Promise<void> {
  await db
    .updateTable('people')
    .set((set) => ({ last_words_at: set.ref('last_words_at') }))
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .execute()
}

function spokenIn(row: Pick<Selectable<PeopleTable>, 'last_words'> | undefined): readonly Spoken[] {
  if (row?.last_words == null) return []
  const { earlier = [], ...last } = fromJson(row.last_words)
  return [...earlier, last]
}

async function writeLastWords(db: Db, key: PersonKey, spoken: readonly Spoken[], at: number): Promise<void> {
  let length = 0
  const kept = spoken
    .slice(-MOST_SPOKEN)
    .toReversed()
    .filter(({ words }, n) => {
      length += words.text.length
      return n === 0 || length <= MOST_CHARACTERS
    })
    .toReversed()
  const last = kept.at(-1)
  const row = last === undefined ? null : toJson<LastWords>({ ...last, earlier: kept.slice(0, -1) })
  await updateRow(db, key, { last_words: row, last_words_at: last === undefined ? null : at })
}

async function rowOf(db: Db, key: PersonKey): Promise<Selectable<PeopleTable> | undefined> {
  const [row] = await findRow(db, key)
  return row
}

const findRow = prepared((db, { tenantId, objectId }: PersonKey) =>
  db.selectFrom('people').selectAll().where('tenant_id', '=', tenantId).where('object_id', '=', objectId),
)

async function updateRow(db: Db, key: PersonKey, change: Partial<PeopleTable>): Promise<void> {
  await db
    .updateTable('people')
    .set(change)
    .where('tenant_id', '=', key.tenantId)
    .where('object_id', '=', key.objectId)
    .execute()
}

type ContactRow = Pick<
  Selectable<PeopleTable>,
  'name' | 'teams_id' | 'language' | 'conversation_id' | 'service_url' | 'workspace_id'
>

/** Somebody as their row tells. */
export function toContact(key: PersonKey, row: ContactRow): Contact {
  return {
    tenantId: key.tenantId,
    objectId: key.objectId,
    name: row.name,
    teamsId: row.teams_id,
    language: row.language,
    chat: toConversation(row),
    workspaceId: row.workspace_id ?? undefined,
  }
}

/** Where a row says that something is to be sent, if it does. */
export function toConversation({
  conversation_id: conversationId,
  service_url: serviceUrl,
}: Pick<ContactRow, 'conversation_id' | 'service_url'>): Conversation | undefined {
  return conversationId === null || serviceUrl === null ? undefined : { serviceUrl, conversationId }
}

/** How many of an organisation Teams lately refused to bring something to. */
export async function countUnreachable(db: Db, tenantId: string): Promise<number> {
  const { count } = await db
    .selectFrom('people')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .where('unreachable_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}
