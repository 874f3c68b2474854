import type { Services } from '../context.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { findDesk } from '../workspaces/store.ts'
import { deskSubject } from '../workspaces/workspace.ts'
import { type Handoff, handoffSubject } from './handoff.ts'

/** Every card that shows this handoff will show its present state: the thread's two, the requester's two, the desk's count. */
export async function refreshHandoff(services: Pick<Services, 'db' | 'now'>, handoff: Handoff): Promise<void> {
  const subject = handoffSubject(handoff.id)
  await enqueueRefresh(services, subject)
  await enqueueRefresh(services, subject, 'waiting')
  if (handoff.analyst !== undefined) await enqueueRefresh(services, subject, 'talk')
  if (handoff.reminded > 0) await enqueueRefresh(services, subject, 'reminder')
  await refreshDeskOf(services, handoff)
}

/** The card of the desk where something is, which lists or counts it. */
export async function refreshDeskOf(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier }: Pick<Handoff, 'workspaceId' | 'tier'>,
): Promise<void> {
  const desk = await findDesk(services.db, workspaceId, tier)
  if (desk !== undefined) await enqueueRefresh(services, deskSubject(desk.id))
}
