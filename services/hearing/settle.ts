import type { Services } from '../context.ts'
import { correctMessage } from '../handoffs/correct.ts'
import type { Crossing } from '../handoffs/jobs.ts'
import { retractMessage } from '../handoffs/retract.ts'
import { correctQuarantined, dropQuarantined } from '../quarantine/decide.ts'

/** What is done when a race is over: the message that was not there yet is corrected, or taken back (`handoffs/crossing.ts`). */
export async function settleCrossing(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { activityId, authorId, words }: Crossing,
): Promise<void> {
  if (words === undefined) {
    await dropQuarantined(services, authorId, activityId)
    await retractMessage(services, authorId, activityId)
  } else if (!(await correctQuarantined(services, authorId, activityId, words)))
    await correctMessage(services, authorId, words, activityId)
}
