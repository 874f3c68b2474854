import type { Services } from '../context.ts'
import { refreshCard, refreshChatCard } from '../notices/tell.ts'
import { findDesk } from '../workspaces/store.ts'
import type { Handoff } from './handoff.ts'

/** Every card that shows this handoff will show its present state: the thread's, the requester's two, the desk's count. */
export async function refreshHandoffCards(services: Pick<Services, 'db' | 'now'>, handoff: Handoff): Promise<void> {
  const subject = `handoff:${handoff.id}` as const
  await refreshCard(services, subject)
  await refreshChatCard(services, subject, 'waiting')
  if (handoff.analyst !== undefined) await refreshChatCard(services, subject, 'talk')
  const desk = await findDesk(services.db, handoff.workspaceId)
  if (desk !== undefined) await refreshCard(services, `desk:${desk.id}`)
}
