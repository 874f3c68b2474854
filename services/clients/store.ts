import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import type { Client } from './client.ts'

/** A partner's, by name. */
export async function listClients(db: Db, partnerId: string): Promise<readonly Client[]> {
  const rows = await db
    .selectFrom('clients')
    .selectAll()
    .where('partner_id', '=', partnerId)
    .orderBy('name')
    .orderBy('client_id')
    .execute()
  return rows.map((row) => ({
    id: row.client_id,
    name: row.name,
    domain: row.domain,
    delegatedUntil: row.delegated_until ?? undefined,
  }))
}

/** They take the place of those of before. */
export async function replaceClients(db: Db, partnerId: string, clients: readonly Client[]): Promise<void> {
  await db.deleteFrom('clients').where('partner_id', '=', partnerId).execute()
  for (const { id, name, domain, delegatedUntil } of clients)
    await db
      .insertInto('clients')
      .values({ partner_id: partnerId, client_id: id, name, domain, delegated_until: delegatedUntil ?? null })
      .execute()
}

export interface ClientsRead {
  /** Milliseconds since 1970; `undefined`: never. */
  readonly readAt: number | undefined
  readonly askedAt: number
  /** Why the last look came to nothing. */
  readonly trouble: string | undefined
}

export async function clientsRead(db: Db, partnerId: string): Promise<ClientsRead | undefined> {
  const row = await db.selectFrom('client_reads').selectAll().where('partner_id', '=', partnerId).executeTakeFirst()
  return row && { readAt: row.read_at ?? undefined, askedAt: row.asked_at, trouble: row.trouble ?? undefined }
}

export async function noteClientsRead(
  db: Db,
  partnerId: string,
  { readAt, askedAt, trouble }: ClientsRead,
): Promise<void> {
  const its = { read_at: readAt ?? null, asked_at: askedAt, trouble: trouble ?? null }
  await db
    .insertInto('client_reads')
    .values({ partner_id: partnerId, ...its })
    .onConflict((conflict) => conflict.column('partner_id').doUpdateSet(its))
    .execute()
}

/** One's favourites. */
export async function marksOf(db: Db, { tenantId, objectId }: PersonKey): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('client_marks')
    .select('client_id')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .execute()
  return new Set(rows.map((row) => row.client_id))
}

export async function markClient(
  db: Db,
  { tenantId, objectId }: PersonKey,
  clientId: string,
  isMarked: boolean,
): Promise<void> {
  if (isMarked)
    await db
      .insertInto('client_marks')
      .values({ tenant_id: tenantId, object_id: objectId, client_id: clientId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  else
    await db
      .deleteFrom('client_marks')
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .where('client_id', '=', clientId)
      .execute()
}

/** The client that somebody works for; `undefined`: for all of them. */
export async function choiceOf(db: Db, { tenantId, objectId }: PersonKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('client_choices')
    .select('client_id')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row?.client_id
}

export async function chooseClient(
  db: Db,
  { tenantId, objectId }: PersonKey,
  clientId: string | undefined,
): Promise<void> {
  if (clientId === undefined)
    await db.deleteFrom('client_choices').where('tenant_id', '=', tenantId).where('object_id', '=', objectId).execute()
  else
    await db
      .insertInto('client_choices')
      .values({ tenant_id: tenantId, object_id: objectId, client_id: clientId })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet({ client_id: clientId }))
      .execute()
}
