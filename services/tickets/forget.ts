import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { ERASED } from '../people/personal-data.ts'
import { UNSETTLED_STATES } from './ticket.ts'

/** The same for a workspace's incidents that were settled long ago: numbers, states and times stay. See `forgetOldChats`. */
export async function forgetOldTickets(
  db: Db,
  workspaceId: string,
  { before, held }: { readonly before: number; readonly held: readonly string[] },
  most: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('updated_at', '<', before)
    .where('requester_id', 'not in', [ERASED, ...held])
    .where('opener_id', 'not in', [ERASED, ...held])
    .where('state', 'not in', UNSETTLED_STATES)
    .limit(most)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return ids
  const written = { text: '', author_id: ERASED, author_name: ERASED, key: sql<string>`'forgotten:' || id` }
  await db.updateTable('ticket_entries').set(written).where('ticket_id', 'in', ids).execute()
  await db
    .updateTable('tickets')
    .set({
      ...{ key: sql<string>`'forgotten:' || id`, title: ERASED, description: ERASED },
      ...{ requester_id: ERASED, requester_name: ERASED, opener_id: ERASED, opener_name: ERASED },
    })
    .where('id', 'in', ids)
    .execute()
  const nobody = { assignee_id: ERASED, assignee_name: ERASED }
  await db.updateTable('tickets').set(nobody).where('id', 'in', ids).where('assignee_id', 'is not', null).execute()
  return ids
}
