import type { Services } from '../context.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { changeByAnalyst } from './change.ts'
import { recordEntry } from './record.ts'
import { changeTicket } from './store.ts'
import { takeTicket } from './take.ts'
import { isSettled, priorityOf, type Ticket, type TicketState, ticketSubject, type Urgency } from './ticket.ts'

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

/**
 * Each is again what it was, unless somebody changed it since; returns the ids of those. What it was is a page's word: nobody gives
 * back by it what a colleague has taken, and what is somebody's is not new.
 */
export async function undoBulk(
  services: Pick<Services, 'db' | 'now'>,
  tickets: readonly Ticket[],
  before: readonly Before[],
  author: NamedPerson,
): Promise<readonly string[]> {
  const done: string[] = []
  for (const was of before) {
    const ticket = tickets.find(({ id }) => id === was.ticketId)
    if (ticket === undefined || ticket.version !== was.version || isSettled(ticket)) continue
    const { state, urgency, version, isTaken } = was
    if (isTaken && !samePerson(ticket.assignee, author)) continue
    if (state === 'new' && !isTaken && ticket.assignee !== undefined) continue
    const nobody = isTaken ? { assignee_id: null, assignee_name: null } : {}
    const changed = await changeTicket(services, ticket, { state, urgency, ...nobody })
    if (changed === undefined) continue
    done.push(ticket.id)
    await enqueueRefresh(services, ticketSubject(ticket.id))
    const record = (kind: 'passed' | 'held' | 'resumed' | 'priority', text?: Written) =>
      recordEntry(services, changed, {
        kind,
        author,
        key: `${ticket.id}:undone:${version}:${kind}`,
        ...(text && { text }),
      })
    if (isTaken) await record('passed')
    if (state === 'on-hold' && ticket.state !== 'on-hold') await record('held')
    if (state !== 'on-hold' && ticket.state === 'on-hold') await record('resumed')
    if (urgency !== ticket.urgency) await record('priority', `${priorityOf(changed)}` as Written)
  }
  return done
}
