import type { Services } from '../context.ts'
import type { NamedPerson } from '../people/person.ts'
import { changeByAnalyst } from '../tickets/change.ts'
import { IMPACTS, type Ticket, URGENCIES } from '../tickets/ticket.ts'
import type { Restorable } from './itsm.ts'

/**
 * An analyst wants our value of what both sides changed after all (F18); the ticket system gets it like any change. `undefined`:
 * the ticket system's value is not there any more, ours is none, or the ticket is settled: nothing was restored.
 */
export async function restoreOurs(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  { field, ours, theirs }: { readonly field: Restorable; readonly ours: string; readonly theirs: string },
  author: NamedPerson,
): Promise<Ticket | undefined> {
  const { urgency, impact, category } = ticket
  if ((ticket[field] ?? '') !== theirs || ours === theirs) return undefined
  const wanted = {
    urgency: field === 'urgency' ? URGENCIES.find((its) => its === ours) : urgency,
    impact: field === 'impact' ? IMPACTS.find((its) => its === ours) : impact,
    category: field === 'category' ? ours : category,
  }
  if (wanted.urgency === undefined || wanted.impact === undefined) return undefined
  const change = { urgency: wanted.urgency, impact: wanted.impact, category: wanted.category }
  const key = `restore:${ticket.id}:${ticket.version}:${field}`
  return await changeByAnalyst(services, ticket, { ...change, state: undefined, text: undefined }, { author, key })
}
