import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { NamedPerson } from '../people/person.ts'
import type { DutyAnalyst } from './workspace.ts'

/** False when they were on duty before. */
export async function addDuty(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  { objectId, name }: NamedPerson,
): Promise<boolean> {
  const row = await db
    .insertInto('duties')
    .values({ workspace_id: workspaceId, object_id: objectId, name, since: now() })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'object_id']).doNothing())
    .returning('object_id')
    .executeTakeFirst()
  return row !== undefined
}

/** False when they were not on duty. */
export async function removeDuty(db: Db, workspaceId: string, objectId: string): Promise<boolean> {
  const row = await db
    .deleteFrom('duties')
    .where('workspace_id', '=', workspaceId)
    .where('object_id', '=', objectId)
    .returning('object_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function removeAllDuties(db: Db, workspaceId: string): Promise<void> {
  await db.deleteFrom('duties').where('workspace_id', '=', workspaceId).execute()
}

/** The first `most` who are on duty, since when, and how many they are in all. */
export async function whoIsOnDuty(
  db: Db,
  workspaceId: string,
  most: number,
): Promise<{ readonly analysts: readonly DutyAnalyst[]; readonly count: number }> {
  const rows = await db
    .selectFrom('duties')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('since')
    .limit(most)
    .execute()
  const { count } = await db
    .selectFrom('duties')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  const analysts = rows.map((row) => ({ objectId: row.object_id, name: row.name, since: row.since }))
  return { analysts, count: Number(count) }
}

/** « Nous sommes en ligne », or « Chat non disponible pour le moment ! » (S0.16, S0.17). */
export async function isOnline(db: Db, workspaceId: string): Promise<boolean> {
  const first = await db.selectFrom('duties').select('since').where('workspace_id', '=', workspaceId).limit(1).execute()
  return first.length > 0
}
