import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { forgetFilesOf } from '../files/store.ts'
import type { Old } from '../handoffs/forget.ts'
import { forgetLiveCard } from '../notices/live-cards.ts'
import { approvalSubject, requestSubject } from './approval.ts'

/** A workspace's requests that came to an end long ago, whole: what was approved is known by its ticket. */
export async function forgetOldRequests(
  db: Db,
  workspaceId: string,
  { before, held }: Old,
  most: number,
): Promise<void> {
  const rows = await db
    .selectFrom('requests')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', '!=', 'awaiting')
    // A release before this one writes down no end.
    .where(sql<boolean>`coalesce(ended_at, made_at) < ${before}`)
    .where('requester_id', 'not in', ['-', ...held])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('approvals as a')
            .select('a.id')
            .whereRef('a.request_id', '=', 'requests.id')
            .where((where) =>
              where.or([where('a.approver_id', 'in', ['-', ...held]), where('a.by_id', 'in', ['-', ...held])]),
            ),
        ),
      ),
    )
    .limit(most)
    .execute()
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  const approvals = await db.deleteFrom('approvals').where('request_id', 'in', ids).returning('id').execute()
  for (const { id } of approvals) await forgetLiveCard(db, approvalSubject(id), 'own')
  await forgetFilesOf(db, ids.map(requestSubject), held)
  await db.deleteFrom('requests').where('id', 'in', ids).execute()
}
