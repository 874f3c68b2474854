import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { isOpenState } from '../handoffs/store.ts'
import { isUnsettled } from '../tickets/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'

/** So far back in each chat what was corrected or taken back is seen at once. */
const LAST = 10

/**
 * A word that is another one as soon as something changed that a desk's pages show: open chats, what is said in them, incidents
 * that somebody has to do something for, duty. Reads nothing of what is over.
 */
export async function pulseOf(db: Db, { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>): Promise<string> {
  const lately = sql`(select id, audience, words, deleted_at, undelivered from messages
    where handoff_id = handoffs.id order by id desc limit ${sql.lit(LAST)}) as lately`
  const chats = await db
    .selectFrom('handoffs')
    .select(['id', 'state', 'analyst_id', 'tier', 'offer_id', 'callback_at', 'warnings', 'held_until'])
    .select(['silent_since', 'owed_since', 'ticket_id'])
    .select(sql<string | null>`(select max(id) from ${lately})`.as('last'))
    .select(
      sql<string>`(select sum(length(words) + 7 * undelivered) + 100000 * count(deleted_at) from ${lately})`.as('said'),
    )
    // The index of open chats.
    .where('tenant_id', '=', tenantId)
    .where('workspace_id', '=', id)
    .where(isOpenState())
    .orderBy('id')
    .execute()
  const tickets = await db
    .selectFrom('tickets')
    .select(({ fn }) => [fn.max('updated_at').as('touched'), fn.countAll().as('count')])
    .where('workspace_id', '=', id)
    .where(isUnsettled)
    .executeTakeFirst()
  const duties = await db
    .selectFrom('duties')
    .select(['object_id', 'tier', 'busy_until'])
    .where('workspace_id', '=', id)
    .orderBy('object_id')
    .execute()
  return createHash('sha256')
    .update(JSON.stringify([chats, tickets, duties]))
    .digest('base64')
}
