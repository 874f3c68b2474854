import { type TooMany, useShare } from '../access/shares.ts'
import type { Services } from '../context.ts'
import type { Attached } from '../files/carry.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { bringTo } from './comment.ts'
import { type Recorded, recordForDesk } from './record.ts'
import { changeTicket, findEntryByKey, getTicket } from './store.ts'
import type { Ticket } from './ticket.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** « C’est réglé »: whom it concerns confirms what the analyst resolved, and it is closed (F23). Returns it as it is then. */
export async function confirmTicket(services: Needs, ticket: Ticket, author: NamedPerson): Promise<Ticket> {
  if (ticket.state !== 'resolved') return ticket
  const closed = await changeTicket(services, ticket, { state: 'closed' })
  if (closed === undefined) return await getTicket(services.db, ticket.id)
  await recordForDesk(services, closed, { kind: 'confirmed', author, key: `${ticket.id}:confirmed:${closed.version}` })
  return closed
}

/**
 * « Toujours en panne »: it is open again, for whoever resolved it, or new where that was nobody; the desk reads why (E9).
 * `undefined`: it is not settled any more, or the same dialog said something else before. The same idempotency `key` again
 * changes nothing.
 */
export async function reopenTicket(
  services: Needs,
  ticket: Ticket,
  {
    author,
    text,
    key,
    attached = [],
  }: { readonly author: NamedPerson; readonly text: Written; readonly key: string; readonly attached?: Attached },
): Promise<Recorded | TooMany | undefined> {
  const known = await findEntryByKey(services.db, key)
  if (known !== undefined) return known.text === text ? { entry: known, isNew: false } : undefined
  if (ticket.state !== 'resolved' && ticket.state !== 'closed') return undefined
  const tooMany = await useShare(services, author, 'comments')
  if (tooMany !== undefined) return tooMany
  const state = ticket.assignee === undefined ? 'new' : 'in-progress'
  const reopened = await changeTicket(services, ticket, { state })
  if (reopened === undefined) return undefined
  const recorded = await recordForDesk(services, reopened, { kind: 'reopened', author, text, key })
  await bringTo(services, reopened, author, attached)
  return recorded
}
