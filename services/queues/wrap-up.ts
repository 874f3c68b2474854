import type { Services } from '../context.ts'
import { enqueueRouting } from '../handoffs/enqueue-routing.ts'
import type { HandoffJobs } from '../handoffs/jobs.ts'
import { getHandoff } from '../handoffs/store.ts'
import { noteHelper } from '../people/store.ts'
import { setBusy } from '../workspaces/duty.ts'

/**
 * A chat ended: who led it is remembered for its requester's next one, and is offered nothing for a while, where the workspace
 * wants it so. In a transaction of its own: whoever ends a chat takes no lock but the chat's.
 */
export async function wrapUp(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { handoffId }: HandoffJobs['handoff.ended'],
): Promise<void> {
  const { db, now } = services
  const { workspaceId, requester, analyst, endedAt = 0, category } = await getHandoff(db, handoffId)
  const { offerTiers, wrapUpMs } = await services.rulesOf(db, workspaceId)
  if (offerTiers.length === 0) return
  if (analyst !== undefined) {
    await noteHelper(services, requester, analyst)
    const until = endedAt + wrapUpMs
    if (category === undefined && until > now()) await setBusy(db, workspaceId, analyst.objectId, { until, handoffId })
  }
  await enqueueRouting(services, workspaceId)
}
