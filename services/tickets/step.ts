import type { Services } from '../context.ts'
import { toJson } from '../db/json.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { recordEntry } from './record.ts'
import { changeTicket } from './store.ts'
import { takeTicket } from './take.ts'
import { isSettled, stepsOf, type Ticket } from './ticket.ts'

/**
 * An analyst did the next of a ticket's tasks, or has to do the last one again; whoever begins with it takes the ticket. `undefined`:
 * it was changed since `ticket.version`, is settled, or that task is not the one whose turn it is.
 */
export async function stepTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  author: NamedPerson,
  { position, isDone }: { readonly position: number; readonly isDone: boolean },
): Promise<Ticket | undefined> {
  const { next, last } = stepsOf(ticket)
  const task = ticket.tasks[position]
  if (isSettled(ticket) || task === undefined || position !== (isDone ? next : last)) return undefined
  const taken = await takeTicket(services, ticket, author)
  // Somebody else was faster: what they changed is looked at first.
  if (ticket.assignee === undefined ? taken.version !== ticket.version + 1 : taken.version !== ticket.version)
    return undefined
  const tasks = taken.tasks.with(position, { ...task, doneAt: isDone ? services.now() : undefined })
  const changed = await changeTicket(services, taken, { tasks: toJson(tasks) })
  if (changed === undefined) return undefined
  const kind = isDone ? 'task-done' : 'task-undone'
  const key = `${ticket.id}:${kind}:${changed.version}`
  await recordEntry(services, changed, { kind, author, text: task.name as Written, key })
  return changed
}
