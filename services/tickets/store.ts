import { type Selectable, sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { TicketEntriesTable, TicketsTable } from '../db/schema.ts'
import { ServiceDeskError } from '../errors.ts'
import type { PersonKey } from '../people/person.ts'
import type { Category, Ticket, TicketEntry, TicketPage, TicketState, Urgency } from './ticket.ts'

export async function findTicket(db: Db, id: string): Promise<Ticket | undefined> {
  const row = await db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toTicket(row)
}

export async function getTicket(db: Db, id: string): Promise<Ticket> {
  const ticket = await findTicket(db, id)
  if (ticket === undefined) throw new ServiceDeskError('not-found', 'There is no such ticket.')
  return ticket
}

export async function findTicketByKey(db: Db, key: string): Promise<Ticket | undefined> {
  const row = await db.selectFrom('tickets').selectAll().where('key', '=', key).executeTakeFirst()
  return row && toTicket(row)
}

export async function ticketByKey(db: Db, key: string): Promise<Ticket> {
  const ticket = await findTicketByKey(db, key)
  if (ticket === undefined) throw new ServiceDeskError('unavailable', 'A ticket is being opened elsewhere.')
  return ticket
}

/** The tickets that were opened by somebody or for them, the last touched first (S0.33). `page` counts from 0. */
export async function listTickets(db: Db, person: PersonKey, page: number, size: number): Promise<TicketPage> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('tenant_id', '=', person.tenantId)
    .where((is) => is.or([is('requester_id', '=', person.objectId), is('opener_id', '=', person.objectId)]))
    .orderBy('updated_at', 'desc')
    .orderBy('number', 'desc')
    .limit(size + 1)
    .offset(page * size)
    .execute()
  return { tickets: rows.slice(0, size).map(toTicket), page, more: rows.length > size }
}

/** Changes a ticket that is still at the version the actor saw; `undefined` when somebody was faster. */
export async function changeTicket(
  { db, now }: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  change: Partial<TicketsTable>,
): Promise<Ticket | undefined> {
  const row = await db
    .updateTable('tickets')
    .set({ ...change, version: ticket.version + 1, updated_at: now() })
    .where('id', '=', ticket.id)
    .where('version', '=', ticket.version)
    .returningAll()
    .executeTakeFirst()
  return row && toTicket(row)
}

/** Adds to a ticket's history; `undefined` when this very entry is already there. */
export async function addEntry(
  db: Db,
  ticketId: string,
  entry: Omit<TicketEntry, 'id'> & { readonly key: string },
): Promise<number | undefined> {
  const row = await db
    .insertInto('ticket_entries')
    .values({
      ticket_id: ticketId,
      key: entry.key,
      kind: entry.kind,
      author_id: entry.author.objectId,
      author_name: entry.author.name,
      text: entry.text,
      at: entry.at,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** Changes what an entry of this author says. False when there is none. */
export async function changeEntryText(db: Db, key: string, authorId: string, text: string): Promise<boolean> {
  const row = await db
    .updateTable('ticket_entries')
    .set({ text })
    .where('key', '=', key)
    .where('author_id', '=', authorId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Takes an entry of this author away. False when there is none. */
export async function removeEntry(db: Db, key: string, authorId: string): Promise<boolean> {
  const row = await db
    .deleteFrom('ticket_entries')
    .where('key', '=', key)
    .where('author_id', '=', authorId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function hasEntry(db: Db, key: string): Promise<boolean> {
  const row = await db.selectFrom('ticket_entries').select('id').where('key', '=', key).executeTakeFirst()
  return row !== undefined
}

/** Every ticket of a workspace that somebody still has to do something for, the oldest first. */
export async function listUnsettledTickets(db: Db, workspaceId: string): Promise<readonly Ticket[]> {
  const rows = await db
    .selectFrom('tickets')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('state', 'in', ['new', 'in-progress', 'on-hold'])
    .orderBy('opened_at')
    .execute()
  return rows.map(toTicket)
}

/** Somebody for whom tickets were opened has told their name, by speaking to us for the first time. */
export async function nameRequester(db: Db, person: PersonKey & { readonly name: string }): Promise<void> {
  await db
    .updateTable('tickets')
    .set({ requester_name: person.name })
    .where('tenant_id', '=', person.tenantId)
    .where('requester_id', '=', person.objectId)
    .where('requester_name', 'is', null)
    .execute()
}

export async function touchTicket({ db, now }: Pick<Services, 'db' | 'now'>, ticketId: string): Promise<void> {
  await db.updateTable('tickets').set({ updated_at: now() }).where('id', '=', ticketId).execute()
}

export async function listEntries(db: Db, ticketId: string): Promise<readonly TicketEntry[]> {
  const rows = await db
    .selectFrom('ticket_entries')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('id')
    .execute()
  return rows.map(toEntry)
}

/** The next number of a workspace's incidents, counted from 1001. */
export async function nextNumber(db: Db, workspaceId: string): Promise<string> {
  const { value } = await db
    .insertInto('counters')
    .values({ workspace_id: workspaceId, name: 'incident', value: 1001 })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'name']).doUpdateSet({ value: sql`counters.value + 1` }),
    )
    .returning('value')
    .executeTakeFirstOrThrow()
  return `INC-${value}`
}

function toTicket(row: Selectable<TicketsTable>): Ticket {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    kind: 'incident',
    number: row.number,
    title: row.title,
    description: row.description,
    urgency: row.urgency as Urgency,
    category: (row.category as Category | null) ?? undefined,
    state: row.state as TicketState,
    requester: { tenantId: row.tenant_id, objectId: row.requester_id, name: row.requester_name ?? undefined },
    opener: { tenantId: row.tenant_id, objectId: row.opener_id, name: row.opener_name },
    assignee: row.assignee_id === null ? undefined : { objectId: row.assignee_id, name: row.assignee_name ?? '' },
    handoffId: row.handoff_id ?? undefined,
    version: row.version,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
  }
}

function toEntry(row: Selectable<TicketEntriesTable>): TicketEntry {
  return {
    id: row.id,
    kind: row.kind as TicketEntry['kind'],
    author: { objectId: row.author_id, name: row.author_name },
    text: row.text,
    at: row.at,
  }
}
