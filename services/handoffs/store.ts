import { type Selectable, sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { HandoffsTable, MessagesTable } from '../db/schema.ts'
import { ServiceDeskError } from '../errors.ts'
import type { PersonKey, Words } from '../people/person.ts'
import type { Audience, EndedBy, Handoff, HandoffState, Message } from './handoff.ts'

export async function findHandoff(db: Db, id: string): Promise<Handoff | undefined> {
  const row = await db.selectFrom('handoffs').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toHandoff(row)
}

export async function getHandoff(db: Db, id: string): Promise<Handoff> {
  const handoff = await findHandoff(db, id)
  if (handoff === undefined) throw new ServiceDeskError('not-found', 'There is no such handoff.')
  return handoff
}

/** The chat that somebody waits for or is in. */
export async function findOpenHandoff(db: Db, requester: PersonKey): Promise<Handoff | undefined> {
  const row = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('tenant_id', '=', requester.tenantId)
    .where('requester_id', '=', requester.objectId)
    .where(sql<boolean>`state in ('queued', 'active')`)
    .executeTakeFirst()
  return row && toHandoff(row)
}

/** Every chat of a workspace that waits or goes on, the oldest first. */
export async function listOpenHandoffs(db: Db, workspaceId: string): Promise<readonly Handoff[]> {
  const rows = await db
    .selectFrom('handoffs')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`state in ('queued', 'active')`)
    .orderBy('queued_at')
    .execute()
  return rows.map(toHandoff)
}

/** Changes a handoff if it is still in one of `states`; `undefined` when somebody was faster. */
export async function changeHandoff(
  db: Db,
  id: string,
  states: readonly HandoffState[],
  change: Partial<HandoffsTable>,
): Promise<Handoff | undefined> {
  const row = await db
    .updateTable('handoffs')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', states)
    .returningAll()
    .executeTakeFirst()
  return row && toHandoff(row)
}

export async function countQueued(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('handoffs')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`state = 'queued'`)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Adds a message; `undefined` when Teams has already brought this activity. */
export async function addMessage(
  db: Db,
  message: Omit<Message, 'id' | 'sentActivityId' | 'deletedAt' | 'undelivered'> & { readonly sourceActivityId: string },
): Promise<number | undefined> {
  const row = await db
    .insertInto('messages')
    .values({
      handoff_id: message.handoffId,
      audience: message.audience,
      author_id: message.author.objectId,
      author_name: message.author.name,
      words: JSON.stringify(message.words),
      said_at: message.saidAt,
      source_activity_id: message.sourceActivityId,
      sent_activity_id: null,
      deleted_at: null,
      undelivered: 0,
    })
    .onConflict((conflict) => conflict.columns(['handoff_id', 'source_activity_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

export async function findMessage(db: Db, id: number): Promise<Message | undefined> {
  const row = await db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toMessage(row)
}

/** The message that an activity of a person's became, in whichever chat. Only its own author finds it. */
export async function findOwnMessage(db: Db, sourceActivityId: string, authorId: string): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('source_activity_id', '=', sourceActivityId)
    .where('author_id', '=', authorId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toMessage(row)
}

export async function changeMessage(db: Db, id: number, change: Partial<Omit<MessagesTable, 'id'>>): Promise<void> {
  await db.updateTable('messages').set(change).where('id', '=', id).execute()
}

export async function listMessages(db: Db, handoffId: string): Promise<readonly Message[]> {
  const rows = await db.selectFrom('messages').selectAll().where('handoff_id', '=', handoffId).orderBy('id').execute()
  return rows.map(toMessage)
}

/** The first of the requester's words that they did not take back: what the handoff's card shows. */
export async function firstMessage(db: Db, handoffId: string): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('handoff_id', '=', handoffId)
    .where(sql<boolean>`audience = 'desk'`)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row && toMessage(row)
}

function toHandoff(row: Selectable<HandoffsTable>): Handoff {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    requester: { tenantId: row.tenant_id, objectId: row.requester_id, name: row.requester_name },
    state: row.state as HandoffState,
    analyst: row.analyst_id === null ? undefined : { objectId: row.analyst_id, name: row.analyst_name ?? '' },
    queuedAt: row.queued_at,
    takenAt: row.taken_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    endedBy: (row.ended_by as EndedBy | null) ?? undefined,
    silentSince: row.silent_since ?? undefined,
    warnings: row.warnings,
    ticketId: row.ticket_id ?? undefined,
  }
}

function toMessage(row: Selectable<MessagesTable>): Message {
  return {
    id: row.id,
    handoffId: row.handoff_id,
    audience: row.audience as Audience,
    author: { objectId: row.author_id, name: row.author_name },
    words: JSON.parse(row.words) as Words,
    saidAt: row.said_at,
    sentActivityId: row.sent_activity_id ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
    undelivered: row.undelivered === 1,
  }
}
