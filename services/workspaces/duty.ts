import { sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { NamedPerson } from '../people/person.ts'
import { type Desk, type DutyAnalyst, FIRST_TIER } from './workspace.ts'

type At = Pick<Desk, 'workspaceId' | 'tier'>

/** On duty at this desk from now on, and at no other of its workspace. False when they were before. */
export async function addDuty(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier }: At,
  { objectId, name }: NamedPerson,
): Promise<boolean> {
  const time = now()
  const row = await db
    .insertInto('duties')
    .values({ workspace_id: workspaceId, tier, object_id: objectId, name, since: time })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'object_id'])
        .doUpdateSet({ tier, since: time })
        .where('duties.tier', '<>', tier),
    )
    .returning('object_id')
    .executeTakeFirst()
  return row !== undefined
}

/** The tier at whose desk somebody is on duty, if they are. */
export async function dutyOf(db: Db, workspaceId: string, objectId: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('duties')
    .select('tier')
    .where('workspace_id', '=', workspaceId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row?.tier
}

/** False when they were not on duty at this desk. */
export async function removeDuty(db: Db, { workspaceId, tier }: At, objectId: string): Promise<boolean> {
  const row = await db
    .deleteFrom('duties')
    .where('workspace_id', '=', workspaceId)
    .where('tier', '=', tier)
    .where('object_id', '=', objectId)
    .returning('object_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function removeAllDuties(db: Db, { workspaceId, tier }: At): Promise<void> {
  await db.deleteFrom('duties').where('workspace_id', '=', workspaceId).where('tier', '=', tier).execute()
}

/** The first `most` who are on duty at a desk, since when, and how many they are in all. */
export async function whoIsOnDuty(
  db: Db,
  { workspaceId, tier }: At,
  most: number,
): Promise<{ readonly analysts: readonly DutyAnalyst[]; readonly count: number }> {
  const here = db.selectFrom('duties').where('workspace_id', '=', workspaceId).where('tier', '=', tier)
  const rows = await here.selectAll().orderBy('since').limit(most).execute()
  const { count } = await here.select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  const analysts = rows.map((row) => ({ objectId: row.object_id, name: row.name, since: row.since }))
  return { analysts, count: Number(count) }
}

/** Who has been on duty at a desk since before `before`. */
export async function listOnDutySince(
  db: Db,
  { workspaceId, tier }: At,
  before: number,
  most: number,
): Promise<readonly DutyAnalyst[]> {
  const rows = await db
    .selectFrom('duties')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('tier', '=', tier)
    .where('since', '<', before)
    .orderBy('since')
    .limit(most)
    .execute()
  return rows.map((row) => ({ objectId: row.object_id, name: row.name, since: row.since }))
}

const MOST_RESTING = 500

/** Who is on duty at a desk, since when they have waited for a chat (they came, or were offered one), and until when they are busy. */
export async function listResting(
  db: Db,
  { workspaceId, tier }: At,
): Promise<readonly (DutyAnalyst & { readonly busyUntil: number })[]> {
  const here = db.selectFrom('duties').where('workspace_id', '=', workspaceId).where('tier', '=', tier)
  const rows = await here.selectAll().orderBy('object_id').limit(MOST_RESTING).execute()
  return rows.map((row) => ({
    objectId: row.object_id,
    name: row.name,
    since: Math.max(Number(row.since), row.offered_at ?? 0),
    busyUntil: row.busy_until ?? 0,
  }))
}

/** A chat is offered to somebody on duty. */
export async function noteOffered(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  objectId: string,
): Promise<void> {
  await db
    .updateTable('duties')
    .set({ offered_at: now() })
    .where('workspace_id', '=', workspaceId)
    .where('object_id', '=', objectId)
    .execute()
}

/** They put a chat in order until then. */
export async function setBusy(
  db: Db,
  workspaceId: string,
  objectId: string,
  { until, handoffId }: { readonly until: number; readonly handoffId: string },
): Promise<void> {
  await db
    .updateTable('duties')
    .set({ busy_until: until, busy_with: handoffId })
    .where('workspace_id', '=', workspaceId)
    .where('object_id', '=', objectId)
    .execute()
}

/** They have put this chat in order; where another keeps them busy, they are so still. */
export async function endBusy(db: Db, workspaceId: string, objectId: string, handoffId: string): Promise<void> {
  await db
    .updateTable('duties')
    .set({ busy_until: null, busy_with: null })
    .where('workspace_id', '=', workspaceId)
    .where('object_id', '=', objectId)
    .where('busy_with', '=', handoffId)
    .execute()
}

/**
 * They left an offer without an answer; how many in a row by now. Of several that were made before the last that they missed, none
 * counts again: one absence is one.
 */
export async function noteMissed(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier }: At,
  objectId: string,
  offeredAt: number,
): Promise<number> {
  const time = now()
  const row = await db
    .updateTable('duties')
    .set((set) => ({ missed: set('missed', '+', 1), missed_at: time }))
    .where('workspace_id', '=', workspaceId)
    .where('tier', '=', tier)
    .where('object_id', '=', objectId)
    .where((where) => where.or([where('missed_at', 'is', null), where('missed_at', '<', offeredAt)]))
    .returning('missed')
    .executeTakeFirst()
  return row?.missed ?? 0
}

/** They answered: they are there. */
export async function noteAnswered(db: Db, workspaceId: string, objectId: string): Promise<void> {
  await db
    .updateTable('duties')
    .set({ missed: 0 })
    .where('workspace_id', '=', workspaceId)
    .where('object_id', '=', objectId)
    .execute()
}

/**
 * « Nous sommes en ligne », or « Chat non disponible pour le moment ! » (S0.16, S0.17): whether anybody is on duty at the desk
 * where what is of this tier hangs (see `findDesk`).
 */
export async function isOnline(db: Db, workspaceId: string, tier = FIRST_TIER): Promise<boolean> {
  const desk = db
    .selectFrom('desks')
    .select('tier')
    .where('workspace_id', '=', workspaceId)
    .where('removed_at', 'is', null)
    .orderBy(sql`case when tier = ${tier} then 0 else tier end`)
    .limit(1)
  const first = await db
    .selectFrom('duties')
    .select('since')
    .where('workspace_id', '=', workspaceId)
    .where('tier', '=', desk)
    .limit(1)
    .execute()
  return first.length > 0
}
