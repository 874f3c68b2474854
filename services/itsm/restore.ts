import type { Services } from '../context.ts'
import type { NamedPerson } from '../people/person.ts'
import { changeByAnalyst } from '../tickets/change.ts'
import { IMPACTS, type Ticket, URGENCIES } from '../tickets/ticket.ts'

/** What both sides changed, each in its own way. */
interface Conflict {
  readonly field: 'urgency' | 'impact' | 'category'
  readonly ours: string
  readonly theirs: string
}

/**
 * An analyst wants our value of what both sides changed after all (F18); the ticket system gets it like any change. `undefined`:
 * neither value is there any more, or the ticket is settled.
 */
export async function restoreOurs(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  { field, ours, theirs }: Conflict,
  author: NamedPerson,
): Promise<Ticket | undefined> {
  const { urgency, impact, category } = ticket
  const now = ticket[field] ?? ''
  if (now === ours) return ticket
  if (now !== theirs) return undefined
  const wanted = {
    urgency: (field === 'urgency' && URGENCIES.find((its) => its === ours)) || urgency,
    impact: (field === 'impact' && IMPACTS.find((its) => its === ours)) || impact,
    category: field === 'category' ? ours : category,
  }
  const key = `restore:${ticket.id}:${ticket.version}`
  return await changeByAnalyst(services, ticket, { ...wanted, state: undefined, text: undefined }, { author, key })
}
