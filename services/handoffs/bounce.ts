import { whoMay } from '../access/access.ts'
import type { Services } from '../context.ts'
import { tellThose } from '../notices/tell-those.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Handoff } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { listAnswers } from './offers.ts'

/** So often a chat comes back to its queue before a supervisor hears of it. */
const MOST_BOUNCES = 2

/** A chat came back to its queue: refused, left without an answer, or given back (F8). */
export async function tellBounce(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  { id, workspaceId, requester }: Pick<Handoff, 'id' | 'workspaceId' | 'requester'>,
): Promise<void> {
  const { db } = services
  if ((await listAnswers(db, [id])).length !== MOST_BOUNCES) return
  const supervisors = whoMay(await services.settingsOf(db, await getWorkspace(db, workspaceId)), 'chat.supervise')
  const notice = { kind: 'bounced', handoffId: id, count: MOST_BOUNCES } as const
  await tellThose<HandoffNotice>(services, requester.tenantId, supervisors, notice)
}
