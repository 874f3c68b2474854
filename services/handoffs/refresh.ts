import type { Services } from '../context.ts'
import { refreshCard } from '../notices/tell.ts'
import { findDesk } from '../workspaces/store.ts'
import type { Handoff } from './handoff.ts'

/** Every card that shows this handoff will show its present state: the thread's, the requester's two, the desk's count. */
export async function refreshHandoffCards({ db, now }: Pick<Services, 'db' | 'now'>, handoff: Handoff): Promise<void> {
  await refreshCard({ db, now }, `handoff:${handoff.id}`, 'desk')
  await refreshCard({ db, now }, `handoff:${handoff.id}`, 'waiting')
  if (handoff.endedAt !== undefined) await refreshCard({ db, now }, `handoff:${handoff.id}`, 'talk')
  const desk = await findDesk(db, handoff.workspaceId)
  if (desk !== undefined) await refreshCard({ db, now }, `desk:${desk.id}`, 'desk')
}
