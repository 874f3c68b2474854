import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import type { DeviceAction, DeviceActionState, Lookup } from './lookup.ts'
import type { LookupsTable } from './tables.ts'

/** The same `id` again changes nothing. */
export async function addLookup(db: Db, { id, workspaceId, operator, person, reason, at }: Lookup): Promise<void> {
  await db
    .insertInto('lookups')
    .values({
      id,
      workspace_id: workspaceId,
      tenant_id: operator.tenantId,
      reason,
      at,
      operator_id: operator.objectId,
      operator_name: operator.name,
      person_id: person.objectId,
      person_name: person.name,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** By an id from outside: only the operator's own, in the workspace where they gave the reason. */
export async function findOwnLookup(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceId: string,
  id: string,
): Promise<Lookup | undefined> {
  const row = await db
    .selectFrom('lookups')
    .selectAll()
    .where('id', '=', id)
    .where('workspace_id', '=', workspaceId)
    .where('tenant_id', '=', tenantId)
    .where('operator_id', '=', objectId)
    .executeTakeFirst()
  return row && toLookup(row)
}

/** By an id from a row of our own. */
export async function readLookup(db: Db, id: string): Promise<Lookup | undefined> {
  const row = await db.selectFrom('lookups').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toLookup(row)
}

/** The directory told whose it is. */
export async function nameLookup(db: Db, id: string, name: string): Promise<void> {
  await db.updateTable('lookups').set({ person_name: name }).where('id', '=', id).execute()
}

const MOST_READ = 200

/** Whom an operator looked at last, in a workspace: each person once, with the latest. */
export async function listRecent(
  db: Db,
  { tenantId, objectId }: PersonKey,
  workspaceId: string,
  most: number,
): Promise<readonly Lookup[]> {
  const rows = await db
    .selectFrom('lookups')
    .selectAll()
    .where('operator_id', '=', objectId)
    .where('tenant_id', '=', tenantId)
    .where('workspace_id', '=', workspaceId)
    .orderBy('at', 'desc')
    .limit(MOST_READ)
    .execute()
  const first = rows.filter((row, n) => rows.findIndex((other) => other.person_id === row.person_id) === n)
  return first.slice(0, most).map(toLookup)
}

/** Who looked at somebody, the latest first. */
export async function listLooksAt(
  db: Db,
  { tenantId, objectId }: PersonKey,
  { since, most }: { readonly since: number; readonly most: number },
): Promise<readonly Lookup[]> {
  const rows = await db
    .selectFrom('lookups')
    .selectAll()
    .where('person_id', '=', objectId)
    .where('tenant_id', '=', tenantId)
    .where('at', '>=', since)
    .orderBy('at', 'desc')
    .limit(most)
    .execute()
  return rows.map(toLookup)
}

export async function forgetLookups(db: Db, before: number, held: readonly string[]): Promise<void> {
  await db
    .deleteFrom('lookups')
    .where('at', '<', before)
    .where('person_id', 'not in', ['-', ...held])
    .where('operator_id', 'not in', ['-', ...held])
    .execute()
  await db
    .deleteFrom('device_actions')
    .where('asked_at', '<', before)
    .where('person_id', 'not in', ['-', ...held])
    .where('operator_id', 'not in', ['-', ...held])
    .execute()
}

/** False: it was there before. */
export async function addDeviceAction(db: Db, its: DeviceAction): Promise<boolean> {
  const row = await db
    .insertInto('device_actions')
    .values({
      id: its.id,
      workspace_id: its.workspaceId,
      tenant_id: its.tenantId,
      operator_id: its.operatorId,
      person_id: its.personId,
      device_id: its.deviceId,
      device_name: its.deviceName,
      action: its.action,
      state: its.state,
      asked_at: its.askedAt,
      sent_at: its.sentAt ?? null,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** By an id from a row of our own. */
export async function readDeviceAction(db: Db, id: string): Promise<DeviceAction | undefined> {
  const row = await db.selectFrom('device_actions').selectAll().where('id', '=', id).executeTakeFirst()
  return (
    row && {
      id: row.id,
      workspaceId: row.workspace_id,
      tenantId: row.tenant_id,
      operatorId: row.operator_id,
      personId: row.person_id,
      deviceId: row.device_id,
      deviceName: row.device_name,
      action: row.action,
      state: row.state,
      askedAt: row.asked_at,
      sentAt: row.sent_at ?? undefined,
    }
  )
}

export async function changeDeviceAction(
  db: Db,
  id: string,
  {
    state,
    deviceName,
    sentAt,
    endedAt,
  }: {
    readonly state?: DeviceActionState
    readonly deviceName?: string
    readonly sentAt?: number
    readonly endedAt?: number
  },
): Promise<void> {
  await db
    .updateTable('device_actions')
    .set({
      ...(state === undefined ? {} : { state }),
      ...(deviceName === undefined ? {} : { device_name: deviceName }),
      ...(sentAt === undefined ? {} : { sent_at: sentAt }),
      ...(endedAt === undefined ? {} : { ended_at: endedAt }),
    })
    .where('id', '=', id)
    .execute()
}

function toLookup(row: Selectable<LookupsTable>): Lookup {
  const tenantId = row.tenant_id
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    operator: { tenantId, objectId: row.operator_id, name: row.operator_name },
    person: { tenantId, objectId: row.person_id, name: row.person_name },
    reason: row.reason,
    at: row.at,
  }
}
