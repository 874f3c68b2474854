import { type Selectable, sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, type Json, toJson } from '../db/json.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { type Fields, objectIdOfTheirs } from './itsm.ts'
import type { RemotePerson } from './port.ts'
import type { LinksTable } from './tables.ts'

/** A ticket of ours, and what it is in the ticket system. */
export interface Link {
  readonly ticketId: string
  readonly system: string
  readonly remoteId: string
  readonly base: Fields
  /** What we are writing there, until we know that it is written. */
  readonly pending?: Partial<Fields> | undefined
  readonly pushedEntry: number
  /** The keys of what else it has of ours. */
  readonly enclosed: readonly string[]
  /** The values of ours that it did not take: they are not sent again. */
  readonly refused?: Partial<Fields> | undefined
}

export async function findLink(db: Db, ticketId: string): Promise<Link | undefined> {
  const row = await db.selectFrom('itsm_links').selectAll().where('ticket_id', '=', ticketId).executeTakeFirst()
  return row && toLink(row)
}

export async function findLinkByRemote(db: Db, system: string, remoteId: string): Promise<Link | undefined> {
  const row = await db
    .selectFrom('itsm_links')
    .selectAll()
    .where('system', '=', system)
    .where('remote_id', '=', remoteId)
    .executeTakeFirst()
  return row && toLink(row)
}

export async function saveLink(db: Db, link: Link): Promise<void> {
  const row = {
    system: link.system,
    remote_id: link.remoteId,
    base: toJson(link.base),
    pending: link.pending === undefined ? null : toKept(link.pending),
    pushed_entry: link.pushedEntry,
    enclosed: toJson(link.enclosed),
    refused: link.refused === undefined ? null : toKept(link.refused),
  }
  await db
    .insertInto('itsm_links')
    .values({ ticket_id: link.ticketId, ...row })
    .onConflict((conflict) => conflict.column('ticket_id').doUpdateSet(row))
    .execute()
}

/** Before it is written there: if the answer is lost, what is there then is our own doing. */
export async function notePending(db: Db, link: Link, pending: Partial<Fields>): Promise<void> {
  await saveLink(db, { ...link, pending: { ...link.pending, ...pending } })
}

/** JSON has no `undefined`, which is a value too (nobody has it, it has no category): it is kept as null. */
function toKept(fields: Partial<Fields>): Json<Partial<Fields>> {
  return toJson(Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value ?? null])))
}

function fromKept(json: Json<Partial<Fields>>): Partial<Fields> {
  return Object.fromEntries(Object.entries(fromJson(json)).map(([field, value]) => [field, value ?? undefined]))
}

function toLink(row: Selectable<LinksTable>): Link {
  return {
    ticketId: row.ticket_id,
    system: row.system,
    remoteId: row.remote_id,
    base: fromJson(row.base),
    pending: row.pending === null ? undefined : fromKept(row.pending),
    pushedEntry: row.pushed_entry,
    enclosed: row.enclosed === null ? [] : fromJson(row.enclosed),
    refused: row.refused === null ? undefined : fromKept(row.refused),
  }
}

/** How far a workspace is in step with its ticket system. */
export interface SyncState {
  readonly system: string
  readonly cursor: string | undefined
  readonly polledAt: number | undefined
  readonly failingSince: number | undefined
  readonly failures: number
  readonly lastError: string | undefined
  readonly openUntil: number
}

export async function findState(db: Db, workspaceId: string): Promise<SyncState | undefined> {
  const row = await db.selectFrom('itsm_states').selectAll().where('workspace_id', '=', workspaceId).executeTakeFirst()
  return (
    row && {
      system: row.system,
      cursor: row.cursor ?? undefined,
      polledAt: row.polled_at ?? undefined,
      failingSince: row.failing_since ?? undefined,
      failures: row.failures,
      lastError: row.last_error ?? undefined,
      openUntil: row.open_until ?? 0,
    }
  )
}

/** What changed until `cursor` is known here. */
export async function saveCursor(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  { system, cursor }: { readonly system: string; readonly cursor: string },
): Promise<void> {
  const row = { system, cursor, polled_at: now() }
  await db
    .insertInto('itsm_states')
    .values({ workspace_id: workspaceId, ...row, ...NO_FAILURES })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet({ ...row, ...NO_FAILURES }))
    .execute()
}

const NO_FAILURES = { failing_since: null, failures: 0, last_error: null, open_until: null }

/**
 * After a break one call tries whether the system answers again, until `until`; whoever else comes meanwhile waits. False: somebody
 * else tries (compare and set).
 */
export async function claimProbe(db: Db, workspaceId: string, openUntil: number, until: number): Promise<boolean> {
  const row = await db
    .updateTable('itsm_states')
    .set({ open_until: until })
    .where('workspace_id', '=', workspaceId)
    .where('open_until', '=', openUntil)
    .returning('workspace_id')
    .executeTakeFirst()
  return row !== undefined
}

/** It answers again; since when it did not is known until the poller has caught up. */
export async function closeCircuit(db: Db, workspaceId: string): Promise<void> {
  await db.updateTable('itsm_states').set({ open_until: null }).where('workspace_id', '=', workspaceId).execute()
}

/** From the third failure in a row on it is left alone for a while: a circuit breaker for the whole system, not for a ticket. */
export const BREAKS_AT = 3
const FIRST_BREAK_MS = 2_000
export const LONGEST_BREAK_MS = 60_000

export async function noteFailure(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  { system, error, isBroken }: { readonly system: string; readonly error: string; readonly isBroken: boolean },
): Promise<void> {
  const at = now()
  const row = await db
    .insertInto('itsm_states')
    .values({ workspace_id: workspaceId, system, failing_since: at, failures: 1, last_error: error })
    .onConflict((conflict) =>
      conflict.column('workspace_id').doUpdateSet((set) => ({
        last_error: error,
        failures: sql<number>`case when itsm_states.system = excluded.system then itsm_states.failures + 1 else 1 end`,
        failing_since: sql<number>`case when itsm_states.system = excluded.system
          then coalesce(itsm_states.failing_since, excluded.failing_since) else excluded.failing_since end`,
        // What is known of another system is of no use.
        cursor: sql<string | null>`case when itsm_states.system = excluded.system then itsm_states.cursor end`,
        polled_at: sql<number | null>`case when itsm_states.system = excluded.system then itsm_states.polled_at end`,
        system: set.ref('excluded.system'),
      })),
    )
    .returning('failures')
    .executeTakeFirstOrThrow()
  const over = row.failures - BREAKS_AT
  if (!isBroken || over < 0) return
  const open_until = at + Math.min(FIRST_BREAK_MS * 2 ** Math.min(over, 10), LONGEST_BREAK_MS)
  await db.updateTable('itsm_states').set({ open_until }).where('workspace_id', '=', workspaceId).execute()
}

/** Before a ticket is opened, or something said, there: until its answer is noted, it may be under way. */
export async function noteWrite({ db, now }: Pick<Services, 'db' | 'now'>, ticketId: string): Promise<void> {
  const row = { began_at: now() }
  await db
    .insertInto('itsm_writes')
    .values({ ticket_id: ticketId, ...row })
    .onConflict((conflict) => conflict.column('ticket_id').doUpdateSet(row))
    .execute()
}

/** Since when something may be under way; `undefined`: nothing is. */
export async function findWrite(db: Db, ticketId: string): Promise<number | undefined> {
  const row = await db.selectFrom('itsm_writes').select('began_at').where('ticket_id', '=', ticketId).executeTakeFirst()
  return row?.began_at
}

export async function forgetWrite(db: Db, ticketId: string): Promise<void> {
  await db.deleteFrom('itsm_writes').where('ticket_id', '=', ticketId).execute()
}

/** Who somebody is in a ticket system, as far as we have met them there. */
export async function findRemoteId(db: Db, system: string, person: PersonKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('itsm_people')
    .select('remote_id')
    .where('system', '=', system)
    .where('tenant_id', '=', person.tenantId)
    .where('object_id', '=', person.objectId)
    .orderBy('remote_id')
    .limit(1)
    .executeTakeFirst()
  return row?.remote_id
}

/** Whom of an organisation's people the ticket system calls so. */
export async function findOurs(
  db: Db,
  tenantId: string,
  system: string,
  remoteId: string,
): Promise<PersonKey | undefined> {
  const row = await db
    .selectFrom('itsm_people')
    .select(['tenant_id', 'object_id'])
    .where('system', '=', system)
    .where('remote_id', '=', remoteId)
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst()
  return row && { tenantId: row.tenant_id, objectId: row.object_id }
}

export async function rememberRemote(db: Db, system: string, remoteId: string, person: PersonKey): Promise<void> {
  await db
    .insertInto('itsm_people')
    .values({ system, remote_id: remoteId, tenant_id: person.tenantId, object_id: person.objectId })
    .onConflict((conflict) =>
      conflict.columns(['system', 'tenant_id', 'remote_id']).doUpdateSet({ object_id: person.objectId }),
    )
    .execute()
}

/** Somebody of theirs as they are written down here: one of ours where we know it. */
export async function personOf(
  db: Db,
  tenantId: string,
  system: string,
  { id, name }: RemotePerson,
): Promise<NamedPerson> {
  return {
    ...((await findOurs(db, tenantId, system, id)) ?? { tenantId, objectId: objectIdOfTheirs(system, id) }),
    name,
  }
}
