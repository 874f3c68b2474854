import type { Services } from '../context.ts'
import { bringsSomethingNew, type Job, type Payloads } from './job.ts'

/** Why nobody can know: the answer was lost, or the process was, between sending and noting it. */
export type Uncertainty = 'lost-answer' | 'crash'

/**
 * Notes that something may have been delivered although it is about to be sent again. A doubled message is better than
 * a lost one, but whoever operates the service sees how often it may have happened, and where.
 */
export async function noteUncertain(
  { db, now }: Pick<Services, 'db' | 'now'>,
  job: Job,
  reason: Uncertainty,
): Promise<void> {
  if (!bringsSomethingNew(job)) return
  const activityId = job.task === 'relay.send' ? (job.payload as Payloads['relay.send']).activityId : null
  await db
    .insertInto('uncertain_deliveries')
    .values({ job_id: job.id, task: job.task, lane: job.lane, activity_id: activityId, reason, at: now() })
    .execute()
}
