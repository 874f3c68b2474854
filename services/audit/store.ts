import type { Selectable } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { ServiceDeskError } from '../errors.ts'
import type { Subject } from '../notices/subject.ts'
import type { PersonKey } from '../people/person.ts'
import { MINUTE_MS } from '../time.ts'
import type { AuditCheck, AuditEntry, AuditFilter } from './audit.ts'
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

/** So many entries are looked through for one answer: whoever looks for what is rare goes on from there. */
export const MOST_SEARCHED = 20_000

export interface Found {
  readonly entries: readonly AuditEntry[]
  /** From where the search goes on, where there may be more; the id of an entry. */
  readonly older: number | undefined
}

/** Those of a workspace's entries that are wanted, the newest first, among the last `MOST_SEARCHED` before `before`. */
export async function searchAudit(
  db: Db,
  workspaceId: string,
  { people, permission, outcome, subjects, from, to }: AuditFilter,
  {
    before,
    most,
    window = MOST_SEARCHED,
  }: { readonly before?: number | undefined; readonly most: number; readonly window?: number },
): Promise<Found> {
  const top = Math.min(
    before ?? Number.MAX_SAFE_INTEGER,
    to === undefined ? Number.MAX_SAFE_INTEGER : await idAt(db, to + MINUTE_MS),
  )
  const end = await db
    .selectFrom('audit_entries')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '<', top)
    .orderBy('id', 'desc')
    .offset(window)
    .limit(1)
    .executeTakeFirst()
  const rows = await db
    .selectFrom('audit_entries')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '<', top)
    .where('id', '>', end?.id ?? 0)
    .$if(people !== undefined, (query) =>
      query.where((where) =>
        where.or([
          where('actor_id', 'in', ['-', ...(people ?? [])]),
          where('behalf_id', 'in', ['-', ...(people ?? [])]),
        ]),
      ),
    )
    .$if(permission !== undefined, (query) => query.where('permission', '=', permission ?? 'privacy'))
    .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome ?? 'done'))
    .$if(subjects !== undefined, (query) => query.where('subject', 'in', ['-:', ...(subjects ?? [])]))
    .$if(from !== undefined, (query) => query.where('at', '>=', from ?? 0))
    .$if(to !== undefined, (query) => query.where('at', '<', to ?? 0))
    .orderBy('id', 'desc')
    .limit(most + 1)
    .execute()
  const entries = rows.slice(0, most).map(toEntry)
  if (rows.length > most) return { entries, older: entries.at(-1)?.id }
  const isPast = end !== undefined && from !== undefined && (await atOf(db, end.id)) < from
  // The entry where this search ended was not looked at.
  return { entries, older: end === undefined || isPast ? undefined : end.id + 1 }
}

/** The first id of which all before were written before a time: entries are numbered nearly as they are written. */
async function idAt(db: Db, to: number): Promise<number> {
  let [low, high] = [0, 0]
  const last = await lastBefore(db, Number.MAX_SAFE_INTEGER)
  if (last === undefined || last.at < to) return Number.MAX_SAFE_INTEGER
  high = last.id
  // Everything up to `low` was written before; `high` was not.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    const its = await lastBefore(db, middle + 1)
    if (its === undefined || its.at < to) low = middle
    else high = its.id
  }
  return high
}

async function lastBefore(db: Db, before: number) {
  return await db
    .selectFrom('audit_entries')
    .select(['id', 'at'])
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function atOf(db: Db, id: number): Promise<number> {
  return (await db.selectFrom('audit_entries').select('at').where('id', '=', id).executeTakeFirstOrThrow()).at
}

/** How many checks are remembered. */
const MOST_CHECKS = 20

export async function addCheck(db: Db, id: string, now: number): Promise<void> {
  const its = { id, started_at: now, touched_at: now, ended_at: null, checked: 0, head: '', broken_at: null }
  await db.insertInto('audit_checks').values(its).execute()
  const kept = db.selectFrom('audit_checks').select('id').orderBy('started_at', 'desc').limit(MOST_CHECKS)
  await db.deleteFrom('audit_checks').where('id', 'not in', kept).execute()
}

export async function changeCheck(
  db: Db,
  id: string,
  { position, hash, touchedAt }: { readonly position?: number; readonly hash?: string; readonly touchedAt: number },
): Promise<void> {
  await db
    .updateTable('audit_checks')
    .set({
      ...(position === undefined ? {} : { checked: position }),
      ...(hash === undefined ? {} : { head: hash }),
      touched_at: touchedAt,
    })
    .where('id', '=', id)
    .execute()
}

export async function endCheck(
  db: Db,
  id: string,
  its: {
    readonly position: number
    readonly hash: string
    readonly brokenAt: number | undefined
    readonly endedAt: number
  },
): Promise<void> {
  await db
    .updateTable('audit_checks')
    .set({ checked: its.position, head: its.hash, broken_at: its.brokenAt ?? null, ended_at: its.endedAt })
    .where('id', '=', id)
    .execute()
}

/** The last check that somebody asked for. */
export async function lastCheck(db: Db): Promise<(AuditCheck & { readonly id: string }) | undefined> {
  const row = await db.selectFrom('audit_checks').selectAll().orderBy('started_at', 'desc').limit(1).executeTakeFirst()
  return (
    row && {
      id: row.id,
      startedAt: row.started_at,
      touchedAt: row.touched_at,
      endedAt: row.ended_at ?? undefined,
      checked: row.checked,
      head: row.head,
      brokenAt: row.broken_at ?? undefined,
    }
  )
}

/** Who did such an act since a time, each once. */
export async function listActors(db: Db, act: string, since: number): Promise<readonly PersonKey[]> {
  const rows = await db
    .selectFrom('audit_entries')
    .select(['tenant_id', 'actor_id'])
    .distinct()
    .where('id', '>=', await idAt(db, since - MINUTE_MS))
    .where('at', '>=', since)
    .where('act', '=', act)
    .where('outcome', '=', 'done')
    .where('actor_id', '!=', '')
    .execute()
  return rows.map((row) => ({ tenantId: row.tenant_id, objectId: row.actor_id }))
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
