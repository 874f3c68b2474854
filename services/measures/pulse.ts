import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { isOpenState } from '../handoffs/store.ts'

/** A word that is another one as soon as something changed that a desk's pages show: chats, what is said in them, incidents, duty. */
export async function pulseOf(db: Db, workspaceId: string): Promise<string> {
  const chats = await db
    .selectFrom('handoffs')
    .select(['id', 'state', 'analyst_id', 'tier', 'offer_id', 'callback_at', 'warnings', 'held_until'])
    .select(['silent_since', 'owed_since', 'ticket_id'])
    .select(({ selectFrom, fn }) =>
      selectFrom('messages').select(fn.max('id').as('last')).whereRef('handoff_id', '=', 'handoffs.id').as('last'),
    )
    .select(({ selectFrom, fn }) =>
      selectFrom('messages')
        .select(fn.count('id').as('gone'))
        .whereRef('handoff_id', '=', 'handoffs.id')
        .where(sql<boolean>`(deleted_at is not null or undelivered = 1)`)
        .as('gone'),
    )
    .where('workspace_id', '=', workspaceId)
    .where(isOpenState())
    .orderBy('id')
    .execute()
  const tickets = await db
    .selectFrom('tickets')
    .select(({ fn }) => fn.max('updated_at').as('touched'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  const duties = await db
    .selectFrom('duties')
    .select(['object_id', 'tier', 'busy_until'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('object_id')
    .execute()
  return createHash('sha256')
    .update(JSON.stringify([chats, tickets, duties]))
    .digest('base64')
}
