import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ActionData } from '../../cards/actions.ts'
import { type BulkAct, MOST_BULK } from '../../cards/tickets/actions.ts'
import { bulkCard, bulkUndoneCard } from '../../cards/tickets/bulk.ts'
import { mayOn } from '../../services/access/policy.ts'
import { type Bulk, changeMany, undoBulk } from '../../services/tickets/bulk.ts'
import { findTicket } from '../../services/tickets/store.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import { recordAct } from '../audit/record.ts'
import type { Kind } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { ticket } from './kinds.ts'

const ticked = z.string().regex(/^[0-9a-f-]{36}\.\d{1,10}$/)

interface Ticked {
  readonly ticketId: string
  readonly version: number
}

/** Those of many that the policy lets whoever asks work on; the others are as if they were not there. */
const allowed = async (turn: Turn, ids: readonly string[]): Promise<readonly Ticket[]> => {
  const found: Ticket[] = []
  // In one order, so that two who do it at once wait for each other and no more.
  for (const ticketId of [...new Set(ids.slice(0, MOST_BULK))].toSorted()) {
    const its = await findTicket(turn.db, turn.scope, ticketId)
    if (its !== undefined && mayOn(turn.actor, 'ticket.work', ticket.owned(its, turn)) === 'yes') found.push(its)
  }
  return found
}
const owned = (_: unknown, { workspace }: Turn) => ({ workspaceId: workspace.id })

/** What was ticked, as far as nobody has changed it since. */
export const manyTickets: Kind<
  { readonly tickets: readonly Ticket[]; readonly count: number },
  ActionData<'ticket.bulk'>
> = {
  async find(turn, { tickets }) {
    const wanted = tickets
      .split(',')
      .filter((text) => ticked.safeParse(text).success)
      .map(tickedIn)
    const all = await allowed(
      turn,
      wanted.map(({ ticketId }) => ticketId),
    )
    if (all.length === 0 && wanted.length > 0) return undefined
    const unchanged = all.filter(({ id, version }) =>
      wanted.some((its) => its.ticketId === id && its.version === version),
    )
    return { tickets: unchanged, count: wanted.length }
  },
  owned,
}

export const changedTickets: Kind<readonly Ticket[], ActionData<'ticket.bulk-undo'>> = {
  async find(turn, { undo }) {
    const all = await allowed(
      turn,
      undo.map(({ ticketId }) => ticketId),
    )
    return all.length === 0 ? undefined : all
  },
  owned,
}

export async function changeTicked(
  turn: Turn,
  { tickets, count }: { readonly tickets: readonly Ticket[]; readonly count: number },
  { what }: ActionData<'ticket.bulk'>,
): Promise<Shown> {
  const done = await changeMany(turn, tickets, bulkOf(what), { author: turn.person, key: randomUUID() })
  const card = bulkCard(turn.t, done, count - done.length)
  for (const { ticketId } of done) await recordOf(turn, tickets, 'ticket.bulk', ticketId)
  return { card, came: 'recorded' }
}

export async function undoTicked(
  turn: Turn,
  tickets: readonly Ticket[],
  { undo }: ActionData<'ticket.bulk-undo'>,
): Promise<Shown> {
  const done = await undoBulk(turn, tickets, undo, turn.person)
  const card = bulkUndoneCard(turn.t, done.length, undo.length - done.length)
  for (const ticketId of done) await recordOf(turn, tickets, 'ticket.bulk-undo', ticketId)
  return { card, came: 'recorded' }
}

/** Of each ticket on its own: whose it is may ask who acted on it. */
async function recordOf(turn: Turn, tickets: readonly Ticket[], act: string, ticketId: string): Promise<void> {
  const requester = tickets.find(({ id }) => id === ticketId)?.requester.objectId
  await recordAct(turn, { act, permission: 'ticket.work', data: { ticketId }, requester })
}

function bulkOf(what: BulkAct): Bulk {
  if (what === 'take') return what
  return what === 'in-progress' || what === 'on-hold' ? { state: what } : { urgency: what }
}

function tickedIn(text: string): Ticked {
  const [ticketId = '', version = ''] = text.split('.')
  return { ticketId, version: Number(version) }
}
