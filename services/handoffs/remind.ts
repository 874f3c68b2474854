import { whoMay } from '../access/access.ts'
import type { Services } from '../context.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { tellThose } from '../notices/tell-those.ts'
import { getWorkspace } from '../workspaces/store.ts'
import { type Handoff, handoffSubject, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'

/**
 * Nobody takes a chat: its thread is reminded in a message that rings whoever is on duty, supervisors the next time, and from
 * then on that one message says how often (F28).
 */
export async function remindDesk(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  { id, workspaceId, requester, reminded }: Pick<Handoff, 'id' | 'workspaceId' | 'requester' | 'reminded'>,
): Promise<void> {
  if (reminded === 1) {
    await tell<HandoffNotice>(services, sideOf({ id, requester }, 'desk'), { kind: 'still-waiting', handoffId: id })
    return
  }
  await enqueueRefresh(services, handoffSubject(id), 'reminder')
  if (reminded > 2) return
  const settings = await services.settingsOf(services.db, await getWorkspace(services.db, workspaceId))
  const notice = { kind: 'waiting-elsewhere', handoffId: id } as const
  await tellThose<HandoffNotice>(services, requester.tenantId, whoMay(settings, 'chat.supervise'), notice)
}
