import { createHash, randomBytes } from 'node:crypto'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { HOUR_MS, MINUTE_MS } from '../time.ts'

/** So long after the last page a browser is signed in no more. */
const SESSION_MS = 8 * HOUR_MS
/** However busy a browser is, somebody signs in anew after so long. */
export const LONGEST_MS = 12 * HOUR_MS
/** A session is written down anew so often at most. */
const RENEW_MS = 10 * MINUTE_MS

/** Somebody signed in: returns what their browser shows from now on, and nobody else knows. */
export async function beginSession(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId, name }: NamedPerson,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const at = now()
  const row = { token_hash: hashOf(token), tenant_id: tenantId, object_id: objectId, name }
  await db
    .insertInto('sessions')
    .values({ ...row, began_at: at, expires_at: at + SESSION_MS })
    .execute()
  return token
}

/** Whose session it is, which goes on from now (sliding expiry). Who they are is all that it says: what they may is asked each time. */
export async function findSession(
  { db, now }: Pick<Services, 'db' | 'now'>,
  token: string,
): Promise<NamedPerson | undefined> {
  const [token_hash, at] = [hashOf(token), now()]
  const row = await db
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', token_hash)
    .where('expires_at', '>', at)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const expires_at = Math.min(at + SESSION_MS, row.began_at + LONGEST_MS)
  if (expires_at - row.expires_at > RENEW_MS)
    await db.updateTable('sessions').set({ expires_at }).where('token_hash', '=', token_hash).execute()
  return { tenantId: row.tenant_id, objectId: row.object_id, name: row.name }
}

/** Who is signed in, by name, of an organisation: whoever never spoke to us is named by the directory alone. */
export async function namesInSessions(
  db: Db,
  tenantId: string,
  objectIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (objectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('sessions')
    .select(['object_id', 'name'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', 'in', [...new Set(objectIds)])
    .execute()
  return new Map(rows.map((row) => [row.object_id, row.name]))
}

/** « Se déconnecter » (S2.27): every browser of this person is signed out. */
export async function endSessions(db: Db, { tenantId, objectId }: PersonKey): Promise<void> {
  await db.deleteFrom('sessions').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
}

export async function forgetSessions(db: Db, now: number): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
