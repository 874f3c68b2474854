import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { listOpenHandoffs } from '../handoffs/store.ts'
import { refreshCard, refreshChatCard } from '../notices/tell.ts'
import type { Person } from '../people/person.ts'
import type { Desk, DutyAnalyst } from './workspace.ts'

/** Puts an analyst on duty, or takes them off; the desk's card follows, and the cards of who waits. */
export async function setDuty(
  { db, now }: Pick<Services, 'db' | 'now'>,
  desk: Desk,
  analyst: Person,
  on: boolean,
): Promise<void> {
  if (on) {
    await db
      .insertInto('duties')
      .values({ workspace_id: desk.workspaceId, object_id: analyst.objectId, name: analyst.name, since: now() })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'object_id']).doNothing())
      .execute()
  } else {
    await db
      .deleteFrom('duties')
      .where('workspace_id', '=', desk.workspaceId)
      .where('object_id', '=', analyst.objectId)
      .execute()
  }
  await refreshCard({ db, now }, `desk:${desk.id}`)
  for (const { id, state } of await listOpenHandoffs(db, desk.workspaceId)) {
    if (state === 'queued') await refreshChatCard({ db, now }, `handoff:${id}`, 'waiting')
  }
}

export async function whoIsOnDuty(db: Db, workspaceId: string): Promise<readonly DutyAnalyst[]> {
  const rows = await db
    .selectFrom('duties')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('since')
    .execute()
  return rows.map((row) => ({ objectId: row.object_id, name: row.name, since: row.since }))
}

/** « Nous sommes en ligne », or « Chat non disponible pour le moment ! » (S0.16, S0.17). */
export async function isOnline(db: Db, workspaceId: string): Promise<boolean> {
  const first = await db.selectFrom('duties').select('since').where('workspace_id', '=', workspaceId).limit(1).execute()
  return first.length > 0
}
