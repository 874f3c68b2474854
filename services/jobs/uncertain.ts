import type { Services } from '../context.ts'
import type { Job } from './task.ts'

/** Why nobody can know: the answer was lost, or the process died between sending and noting it. */
export type Uncertainty = 'lost-answer' | 'crash'

/**
 * Records that something may have been delivered although it is about to be sent again (at-least-once delivery). A
 * doubled message is better than a lost one, and operators see how often that may have happened, and where.
 */
export async function noteUncertain(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { id, task, lane, payload }: Job,
  reason: Uncertainty,
): Promise<void> {
  await db
    .insertInto('uncertain_deliveries')
    .values({ job_id: id, task, lane, activity_id: activityIn(payload), reason, at: now() })
    .execute()
}

function activityIn(payload: unknown): string | null {
  const { activityId } = payload as { readonly activityId?: unknown }
  return typeof activityId === 'string' ? activityId : null
}
