import { type Kysely, sql } from 'kysely'
import { addColumns } from './columns.ts'

/** Whose turn it is in a chat and until when, also the analyst's; pauses; chats that wait for an appointed time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'handoffs', [
    'owed_since bigint?',
    'clock_at bigint?',
    'held_until bigint?',
    'callback_at bigint?',
    'waited_ms bigint?',
    'told integer=0',
  ])
  // Whom it hits: with the urgency, the priority.
  await addColumns(db, 'tickets', ['impact text?'])
  // Of a desk's team in Entra, for links to its threads.
  await addColumns(db, 'desks', ['group_id text?'])
  // The latest waits of a desk, however many chats it has had.
  await sql`create index handoffs_taken on handoffs (workspace_id, tier, taken_at) where waited_ms >= 0`.execute(db)
  await sql`create index tickets_assignee on tickets (workspace_id, assignee_id, updated_at)
    where state in ('new', 'in-progress', 'on-hold')`.execute(db)
}
