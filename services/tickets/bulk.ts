import type { Services } from '../context.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { changeByAnalyst } from './change.ts'
import { recordEntry } from './record.ts'
import { changeTicket } from './store.ts'
import { takeTicket } from './take.ts'
import { isSettled, priorityOf, type Ticket, type TicketState, type Urgency } from './ticket.ts'

/** What becomes of many tickets at once. */
export type Bulk = 'take' | { readonly state: 'in-progress' | 'on-hold' } | { readonly urgency: Urgency }

/** What a ticket was before, and its version since. */
export interface Before {
  readonly ticketId: string
  readonly version: number
  readonly state: Extract<TicketState, 'new' | 'in-progress' | 'on-hold'>
  readonly urgency: Urgency
  /** Nobody had taken it. */
  readonly isTaken: boolean
}

/** Does the same to each; what is so already, is settled or was changed meanwhile stays. Returns what is undone by `undoBulk`. */
export async function changeMany(
  services: Pick<Services, 'db' | 'now'>,
  tickets: readonly Ticket[],
  what: Bulk,
  { author, key }: { readonly author: NamedPerson; readonly key: string },
): Promise<readonly Before[]> {
  const done: Before[] = []
  for (const ticket of tickets) {
    const { id: ticketId, urgency, impact, category, assignee } = ticket
    const state = ticket.state
    if (isSettled(ticket) || (state !== 'new' && state !== 'in-progress' && state !== 'on-hold')) continue
    const same = { state: undefined, urgency, impact, category, text: undefined }
    const changed =
      what === 'take'
        ? await takeTicket(services, ticket, author)
        : await changeByAnalyst(services, ticket, { ...same, ...what }, { author, key: `${key}:${ticketId}` })
    if (changed === undefined || changed.version === ticket.version) continue
    const isTaken = assignee === undefined && changed.assignee !== undefined
    if (what !== 'take' || changed.assignee?.objectId === author.objectId)
      done.push({ ticketId, version: changed.version, state, urgency, isTaken })
  }
  return done
}

/** Each is again what it was, unless somebody changed it since; returns how many are. */
export async function undoBulk(
  services: Pick<Services, 'db' | 'now'>,
  tickets: readonly Ticket[],
  before: readonly Before[],
  author: NamedPerson,
): Promise<number> {
  let count = 0
  for (const was of before) {
    const ticket = tickets.find(({ id }) => id === was.ticketId)
    if (ticket === undefined || ticket.version !== was.version || isSettled(ticket)) continue
    const { state, urgency, version } = was
    const nobody = was.isTaken ? { assignee_id: null, assignee_name: null } : {}
    const changed = await changeTicket(services, ticket, { state, urgency, ...nobody })
    if (changed === undefined) continue
    count += 1
    const key = `${ticket.id}:undone:${version}`
    if (was.isTaken) await recordEntry(services, changed, { kind: 'passed', author, key: `${key}:passed` })
    else if (state !== ticket.state)
      await recordEntry(services, changed, { kind: state === 'on-hold' ? 'held' : 'resumed', author, key })
    if (urgency !== ticket.urgency) {
      const text = `${priorityOf(changed)}` as Written
      await recordEntry(services, changed, { kind: 'priority', author, text, key: `${key}:priority` })
    }
  }
  return count
}
