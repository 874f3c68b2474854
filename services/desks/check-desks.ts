import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { PersonKey } from '../people/person.ts'
import { listDesksOf } from '../workspaces/store.ts'
import type { DeskJobs } from './jobs.ts'

/** Enqueues a look at each desk of a workspace, for whoever asks or (`isAsked` false) settled one; how many there are. */
export async function enqueueChecks(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  { tenantId, objectId }: PersonKey,
  isAsked: boolean,
): Promise<number> {
  const desks = await listDesksOf(db, workspaceId)
  for (const { id: deskId } of desks) {
    const payload = { deskId, person: { tenantId, objectId }, isAsked }
    await enqueue<DeskJobs>(db, { task: 'desk.check', lane: `check:${deskId}`, payload }, now())
  }
  return desks.length
}
