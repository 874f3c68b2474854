import { whoMay } from '../access/access.ts'
import type { Services } from '../context.ts'
import { tellThose } from '../notices/tell-those.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Handoff } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'

/** Tells those whom an assignment names as supervisors of a chat's workspace, each in their own chat. */
export async function tellSupervisors(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  { workspaceId, requester }: Pick<Handoff, 'workspaceId' | 'requester'>,
  notice: HandoffNotice,
): Promise<void> {
  const settings = await services.settingsOf(services.db, await getWorkspace(services.db, workspaceId))
  await tellThose<HandoffNotice>(services, requester.tenantId, whoMay(settings, 'chat.supervise'), notice)
}
