import type { Access } from '../access/access.ts'
import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { hasJobs } from '../jobs/pending.ts'
import { repeated } from '../jobs/repeated.ts'
import { MINUTE_MS } from '../time.ts'
import type { GroupJobs } from './jobs.ts'
import { addGroup, groupsIn, listAllGroups } from './store.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** Who joins a group, or leaves it, does so here within so long. */
export const groupRounds = repeated<GroupJobs>('group.plan', { lane: 'groups', everyMs: 15 * MINUTE_MS })

/** The groups that a document names are read, now and from then on. */
export async function watchGroups(
  services: Needs,
  tenantId: string,
  document: Pick<Access, 'assignments'>,
): Promise<void> {
  for (const groupId of groupsIn(document))
    if (await addGroup(services.db, tenantId, groupId, services.now())) await enqueueRead(services, tenantId, groupId)
}

/** Has each group be read, and enqueues the next round. */
export async function planGroups(services: Needs): Promise<void> {
  for (const { tenantId, groupId } of await listAllGroups(services.db)) await enqueueRead(services, tenantId, groupId)
  await groupRounds.planNext(services)
}

async function enqueueRead({ db, now }: Needs, tenantId: string, groupId: string): Promise<void> {
  // One that waits will do.
  if (await hasJobs(db, `group:${tenantId}:${groupId}`)) return
  const payload = { tenantId, groupId }
  await enqueue<GroupJobs>(db, { task: 'group.read', lane: `group:${tenantId}:${groupId}`, payload }, now())
}
