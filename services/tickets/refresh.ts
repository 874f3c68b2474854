import type { Services } from '../context.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { findDesk } from '../workspaces/store.ts'
import { deskSubject } from '../workspaces/workspace.ts'
import type { Ticket } from './ticket.ts'

/** The card of the desk where a ticket is will tell how many are open. */
export async function refreshDeskOf(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier }: Pick<Ticket, 'workspaceId' | 'tier'>,
): Promise<void> {
  const desk = await findDesk(services.db, workspaceId, tier)
  if (desk !== undefined) await enqueueRefresh(services, deskSubject(desk.id))
}
