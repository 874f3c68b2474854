import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Old } from '../handoffs/forget.ts'
import { ERASED } from '../people/personal-data.ts'
import { UNSETTLED_STATES } from './ticket.ts'

/** The same for a workspace's incidents that were settled long ago: numbers, states and times stay. See `forgetOldChats`. */
export async function forgetOldTickets(
  db: Db,
  workspaceId: string,
  { before, held }: Old,
  most: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tickets')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('updated_at', '<', before)
    .where('requester_id', 'not in', [ERASED, ...held])
    .where('opener_id', 'not in', [ERASED, ...held])
    .where((where) => where.or([where('assignee_id', 'is', null), where('assignee_id', 'not in', ['', ...held])]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('ticket_entries as e')
            .select('e.id')
            .whereRef('e.ticket_id', '=', 'tickets.id')
            .where('e.author_id', 'in', ['', ...held]),
        ),
      ),
    )
    .where('state', 'not in', UNSETTLED_STATES)
    .limit(most)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return ids
  const key = sql<string>`'forgotten:' || id`
  const by = { author_id: ERASED, author_name: ERASED }
  await db
    .updateTable('ticket_entries')
    .set({ key, text: '', ...by })
    .where('ticket_id', 'in', ids)
    .execute()
  const requester = { requester_id: ERASED, requester_name: ERASED, opener_id: ERASED, opener_name: ERASED }
  const words = { title: ERASED, description: ERASED, announcement: null }
  await db.deleteFrom('ticket_followers').where('ticket_id', 'in', ids).execute()
  await db
    .updateTable('tickets')
    .set({ key, ...words, ...requester })
    .where('id', 'in', ids)
    .execute()
  const nobody = { assignee_id: ERASED, assignee_name: ERASED }
  await db.updateTable('tickets').set(nobody).where('id', 'in', ids).where('assignee_id', 'is not', null).execute()
  return ids
}
