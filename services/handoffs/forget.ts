import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { toJson } from '../db/json.ts'
import { ERASED } from '../people/personal-data.ts'
import { maskSecrets } from '../secrets/secret.ts'
import type { Words } from '../words/words.ts'
import { isOpenState } from './store.ts'

/** Older than a time in milliseconds since 1970, and of whom nothing is forgotten (object ids under legal hold). */
export interface Old {
  readonly before: number
  readonly held: readonly string[]
}

/** A list in SQL is never empty. The queue's own offers have an empty id: no filler. */
const NO_ID = '-'

/**
 * Forgets who spoke in a workspace's chats that ended long ago, and what was said: that they were, when, and how they ended
 * stays. Returns the ids of those that it forgot, as many as `most`.
 */
export async function forgetOldChats(
  db: Db,
  workspaceId: string,
  { before, held, now }: Old & { readonly now: number },
  most: number,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('handoffs')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', '<', before)
    .where('requester_id', 'not in', [ERASED, ...held])
    .where((where) => where.or([where('analyst_id', 'is', null), where('analyst_id', 'not in', ['', ...held])]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('messages as m')
            .select('m.id')
            .whereRef('m.handoff_id', '=', 'handoffs.id')
            .where('m.author_id', 'in', ['', ...held]),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('offers as o')
            .select('o.id')
            .whereRef('o.handoff_id', '=', 'handoffs.id')
            .where((where) =>
              where.or([
                where('o.from_id', 'in', [NO_ID, ...held]),
                where('o.to_id', 'in', [NO_ID, ...held]),
                where('o.answered_by_id', 'in', [NO_ID, ...held]),
              ]),
            ),
        ),
      ),
    )
    .where((where) => where.not(isOpenState()))
    .limit(most)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return ids
  const nothing = toJson<Words>({ text: maskSecrets('').text })
  await db
    .updateTable('messages')
    .set({
      words: nothing,
      deleted_at: now,
      author_id: ERASED,
      author_name: ERASED,
      // Two people’s messages may have one activity’s id: as nobody’s they would be the same.
      source_activity_id: sql<string>`'forgotten:' || id`,
    })
    .where('handoff_id', 'in', ids)
    .execute()
  await db.deleteFrom('offers').where('handoff_id', 'in', ids).execute()
  const nobody = { requester_id: ERASED, requester_name: ERASED, offer_id: null, category: null }
  await db.updateTable('handoffs').set(nobody).where('id', 'in', ids).execute()
  const noAnalyst = { analyst_id: ERASED, analyst_name: ERASED }
  await db.updateTable('handoffs').set(noAnalyst).where('id', 'in', ids).where('analyst_id', 'is not', null).execute()
  return ids
}
