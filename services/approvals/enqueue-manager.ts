import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { ApprovalJobs } from './jobs.ts'

/** Enqueues the look for the requester's manager; nobody is asked before. */
export async function enqueueManager({ db, now }: Pick<Services, 'db' | 'now'>, requestId: string): Promise<void> {
  const lane = `approval:${requestId}`
  await enqueue<ApprovalJobs>(db, { task: 'approval.manager', lane, payload: { requestId } }, now())
}
