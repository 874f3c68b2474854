import type { Selectable } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { ServiceDeskError } from '../errors.ts'
import type { Subject } from '../notices/subject.ts'
import type { PersonKey } from '../people/person.ts'
import type { AuditEntry } from './audit.ts'
import type { AuditEntriesTable } from './tables.ts'

/** Writes an entry, in the transaction of the act itself where it took effect. Nobody waits for anybody else's. */
export async function addAuditEntry(
  { db, now }: Pick<Services, 'db' | 'now'>,
  entry: Omit<AuditEntry, 'id' | 'at'>,
): Promise<void> {
  await db
    .insertInto('audit_entries')
    .values({
      at: now(),
      workspace_id: entry.workspaceId,
      tenant_id: entry.tenantId,
      actor_id: entry.actorId,
      behalf_id: entry.behalfId ?? null,
      act: entry.act,
      permission: entry.permission,
      outcome: entry.outcome,
      subject: entry.subject ?? null,
      place: entry.place,
      client: entry.client ?? null,
    })
    .execute()
}

/** A workspace's entries, the newest first; `before` is the id after which a page ended. */
export async function listAuditEntries(
  db: Db,
  workspaceId: string,
  { before = Number.MAX_SAFE_INTEGER, most }: { readonly before?: number; readonly most: number },
): Promise<readonly AuditEntry[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map(toEntry)
}

/** Who did anything to a thing, each person once with the last time, the latest first; but for those in `without`. */
export async function listViewers(
  db: Db,
  subjects: readonly Subject[],
  { without, most }: { readonly without: readonly string[]; readonly most: number },
): Promise<readonly { readonly actorId: string; readonly at: number }[]> {
  return await db
    .selectFrom('audit_entries')
    .select(({ fn }) => ['actor_id as actorId', fn.max('at').as('at')])
    .where('subject', 'in', [...subjects])
    .where('outcome', '=', 'done')
    .where('actor_id', 'not in', ['', ...without])
    .groupBy('actor_id')
    .orderBy('at', 'desc')
    .limit(most)
    .execute()
}

/** Whether somebody opened a thing, or acted on it, since. */
export async function hasSeen(db: Db, { objectId }: PersonKey, subject: Subject, since: number): Promise<boolean> {
  const row = await db
    .selectFrom('audit_entries')
    .select('id')
    .where('subject', '=', subject)
    .where('at', '>=', since)
    .where('actor_id', '=', objectId)
    .where('outcome', '=', 'done')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export interface Sealed {
  readonly entry: AuditEntry
  readonly position: number
  readonly hash: string
}

/** Entries that are sealed, in the order of their places after `after`. */
export async function listSealed(db: Db, after: number, most: number): Promise<readonly Sealed[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('position', '>', after)
    .orderBy('position')
    .limit(most)
    .execute()
  return rows.map((row) => ({ entry: toEntry(row), position: row.position ?? 0, hash: row.hash ?? '' }))
}

/** The last place of the chain and its hash; `undefined` before anything was sealed. */
export async function lastSeal(db: Db): Promise<Omit<Sealed, 'entry'> | undefined> {
  const row = await db
    .selectFrom('audit_entries')
    .select(['position', 'hash'])
    .where('position', 'is not', null)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { position: row.position ?? 0, hash: row.hash ?? '' }
}

export async function listUnsealed(db: Db, most: number): Promise<readonly AuditEntry[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('position', 'is', null)
    .orderBy('id')
    .limit(most)
    .execute()
  return rows.map(toEntry)
}

export async function countUnsealed(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('audit_entries')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('position', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Seals an entry at its place in the chain. Throws `conflict` where another replica did, or took that place. */
export async function seal(db: Db, id: number, position: number, hash: string): Promise<void> {
  const row = await db
    .updateTable('audit_entries')
    .set({ position, hash })
    .where('id', '=', id)
    .where('position', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) throw new ServiceDeskError('conflict', 'Another replica sealed it.')
}

function toEntry(row: Selectable<AuditEntriesTable>): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    workspaceId: row.workspace_id,
    tenantId: row.tenant_id,
    actorId: row.actor_id,
    behalfId: row.behalf_id ?? undefined,
    act: row.act,
    permission: row.permission,
    outcome: row.outcome,
    subject: row.subject ?? undefined,
    place: row.place,
    client: row.client ?? undefined,
  }
}
