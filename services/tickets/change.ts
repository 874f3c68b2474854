import type { Services } from '../context.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { recordEntry } from './record.ts'
import { changeTicket, findEntryByKey, getTicket } from './store.ts'
import {
  type Category,
  type Impact,
  isSettled,
  priorityOf,
  type Ticket,
  ticketSubject,
  type Urgency,
} from './ticket.ts'

/** What an analyst makes of a ticket; `state` left out: it stays what it is. */
export interface TicketChange {
  readonly state: 'in-progress' | 'on-hold' | 'cancelled' | undefined
  readonly urgency: Urgency
  readonly impact: Impact
  readonly category: Category | undefined
  /** For whom it concerns; empty where there is nothing to say. */
  readonly text: Written | undefined
}

const KINDS = { 'in-progress': 'resumed', 'on-hold': 'held', cancelled: 'cancelled' } as const

/**
 * An analyst puts a ticket on hold, goes on with it, cancels it, or says how urgent it is and what it is about (A11). Whom it
 * concerns hears of its state. `undefined`: it was changed since `ticket.version`, or is settled. The same idempotency `key`
 * again changes nothing.
 */
export async function changeByAnalyst(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  { state: wanted, urgency, impact, category, text }: TicketChange,
  { author, key }: { readonly author: NamedPerson; readonly key: string },
): Promise<Ticket | undefined> {
  const { db } = services
  const keys = {
    state: `${key}:state`,
    priority: `${key}:priority`,
    category: `${key}:category`,
    comment: `${key}:text`,
  }
  for (const known of Object.values(keys))
    if ((await findEntryByKey(db, known)) !== undefined) return await getTicket(db, ticket.id)
  if (isSettled(ticket)) return undefined
  const isSame = urgency === ticket.urgency && impact === ticket.impact && category === ticket.category
  if (isSame && text === undefined && (wanted === undefined || wanted === ticket.state)) return ticket
  const state = wanted === ticket.state ? undefined : wanted
  const assignee = ticket.assignee ?? (state === 'in-progress' ? author : undefined)
  const changed = await changeTicket(services, ticket, {
    ...(state === undefined ? {} : { state }),
    assignee_id: assignee?.objectId ?? null,
    assignee_name: assignee?.name ?? null,
    urgency,
    impact,
    category: category ?? null,
  })
  if (changed === undefined) return undefined
  await enqueueRefresh(services, ticketSubject(ticket.id))
  const priority = priorityOf(changed)
  if (urgency !== ticket.urgency || impact !== ticket.impact)
    await recordEntry(services, changed, {
      kind: 'priority',
      author,
      text: `${priority}` as Written,
      key: keys.priority,
    })
  if (category !== undefined && category !== ticket.category)
    await recordEntry(services, changed, { kind: 'category', author, text: category as Written, key: keys.category })
  const said = text === undefined ? {} : { text }
  // What nobody had begun is not resumed.
  const kind = state === 'in-progress' && ticket.state === 'new' ? 'taken' : state && KINDS[state]
  if (kind !== undefined) await recordEntry(services, changed, { kind, author, ...said, key: keys.state })
  else if (text !== undefined)
    await recordEntry(services, changed, { kind: 'comment', author, text, key: keys.comment })
  return changed
}
