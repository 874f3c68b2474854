import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'

/** Whether somebody is a service administrator: by configuration, or by the code that they knew (see `claimService`). */
export async function isServiceAdministrator(
  db: Db,
  { serviceAdministrators }: Pick<Config, 'serviceAdministrators'>,
  { tenantId, objectId }: PersonKey,
): Promise<boolean> {
  if (serviceAdministrators.includes(objectId)) return true
  const row = await db
    .selectFrom('service_administrators')
    .select('since')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row !== undefined
}

/** The object ids of all service administrators of a tenant, and of those whom the configuration names. */
export async function listServiceAdministrators(
  db: Db,
  { serviceAdministrators }: Pick<Config, 'serviceAdministrators'>,
  tenantId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('service_administrators')
    .select('object_id')
    .where('tenant_id', '=', tenantId)
    .execute()
  return new Set([...serviceAdministrators, ...rows.map((row) => row.object_id)])
}

/**
 * The one-time code by which somebody becomes the first service administrator; `undefined` once there is one. The same for all
 * replicas and at each start, until somebody used it.
 */
export async function claimCode(db: Db): Promise<string | undefined> {
  const administrator = await db.selectFrom('service_administrators').select('since').limit(1).executeTakeFirst()
  if (administrator !== undefined) return undefined
  await db
    .insertInto('claim_codes')
    .values({ id: 1, code: randomBytes(10).toString('hex') })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db.selectFrom('claim_codes').select('code').executeTakeFirst()
  return row?.code
}

/** Makes whoever knows the one-time code a service administrator. False: it is not the code, or was used. */
export async function claimService(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
  code: string,
): Promise<boolean> {
  const known = await db.selectFrom('claim_codes').select('code').executeTakeFirst()
  if (known === undefined || !isSame(known.code, code.trim().toLowerCase())) return false
  const used = await db.deleteFrom('claim_codes').where('code', '=', known.code).returning('id').executeTakeFirst()
  if (used === undefined) return false
  await db
    .insertInto('service_administrators')
    .values({ tenant_id: tenantId, object_id: objectId, since: now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return true
}

/** In a time that tells nothing of how much of it was right. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
