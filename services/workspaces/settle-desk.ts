import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Services } from '../context.ts'
import { listOpenHandoffs } from '../handoffs/store.ts'
import { refreshCard } from '../notices/tell.ts'
import { listUnsettledTickets } from '../tickets/store.ts'
import { findDesk } from './store.ts'
import type { Desk, Workspace } from './workspace.ts'

/**
 * Makes a channel the workspace's desk, and hangs the duty card in it. A workspace keeps the desk it has: whoever
 * may add an app to some team must not thereby read what employees write. To move it, remove the app from the old team.
 */
export async function settleDesk(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspace: Workspace,
  place: Omit<Desk, 'id' | 'workspaceId'>,
): Promise<{ readonly settled: boolean; readonly desk: Desk }> {
  const present = await findDesk(db, workspace.id)
  if (present !== undefined) {
    return { settled: present.teamId === place.teamId, desk: present }
  }
  const desk: Desk = { id: randomUUID(), workspaceId: workspace.id, ...place }
  const mine = await db
    .insertInto('desks')
    .values({
      id: desk.id,
      workspace_id: desk.workspaceId,
      team_id: desk.teamId,
      team_name: desk.teamName,
      channel_id: desk.channelId,
      service_url: desk.serviceUrl,
      created_at: now(),
      removed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  // Two teams at once: the other was faster.
  if (mine === undefined) return await settleDesk({ db, now }, workspace, place)
  await refreshCard({ db, now }, `desk:${desk.id}`)
  for (const ticket of await listUnsettledTickets(db, workspace.id))
    await refreshCard({ db, now }, `ticket:${ticket.id}`)
  return { settled: true, desk }
}

/** The app left the team: the desk is gone and nobody is on duty. Chats and incidents that are open will hang at the next desk. */
export async function removeDesk(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  teamId: string,
): Promise<void> {
  const removed = await db
    .updateTable('desks')
    .set({ removed_at: now() })
    .where('workspace_id', '=', workspaceId)
    .where('team_id', '=', teamId)
    .where('removed_at', 'is', null)
    .returning('channel_id')
    .executeTakeFirst()
  if (removed === undefined) return
  const channel = `${removed.channel_id};`
  await db.deleteFrom('duties').where('workspace_id', '=', workspaceId).execute()
  await db
    .deleteFrom('live_cards')
    .where('place', '=', 'desk')
    .where(sql<boolean>`substr(conversation_id, 1, ${channel.length}) = ${channel}`)
    .execute()
  await db
    .deleteFrom('threads')
    .where(sql<boolean>`substr(conversation_id, 1, ${channel.length}) = ${channel}`)
    .execute()
  for (const handoff of await listOpenHandoffs(db, workspaceId)) {
    await refreshCard({ db, now }, `handoff:${handoff.id}`)
  }
}
