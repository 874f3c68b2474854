import type { Services } from '../context.ts'
import { releaseHandoff } from '../handoffs/convert.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { type Recorded, recordForDesk } from './record.ts'
import { changeTicket, findEntryByKey } from './store.ts'
import { isSettled, type Ticket } from './ticket.ts'

/**
 * Whom it concerns needs it no more; the desk reads why. `undefined`: it is settled, or was changed meanwhile. The same
 * idempotency `key` again changes nothing.
 */
export async function withdrawTicket(
  services: Pick<Services, 'db' | 'now'>,
  ticket: Ticket,
  { author, text, key }: { readonly author: NamedPerson; readonly text: Written; readonly key: string },
): Promise<Recorded | undefined> {
  const known = await findEntryByKey(services.db, key)
  if (known !== undefined) return { entry: known, isNew: false }
  if (isSettled(ticket)) return undefined
  const withdrawn = await changeTicket(services, ticket, { state: 'cancelled' })
  if (withdrawn !== undefined && ticket.handoffId !== undefined) await releaseHandoff(services, ticket.handoffId)
  return withdrawn && (await recordForDesk(services, withdrawn, { kind: 'withdrawn', author, text, key }))
}
