import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Payloads } from '../jobs/job.ts'
import { deleteMessage, editMessage } from './say.ts'

/** Longer than any turn takes: whatever was under way is written by then. */
const SETTLED_MS = 12_000

/** Without words it was taken back. */
type Crossing = Payloads['crossing.settle']

/**
 * Somebody corrected a message, or took it back, and it was not there. It may be on its way in another turn, which looked
 * for corrections before ours was written: we look for the message again when that turn is over.
 */
export async function settleLater({ db, now }: Pick<Services, 'db' | 'now'>, crossing: Crossing): Promise<void> {
  const lane = `crossing:${crossing.activityId}/${crossing.authorId}`
  await enqueue(db, { task: 'crossing.settle', lane, payload: crossing, dueAt: now() + SETTLED_MS }, now())
}

export async function settleCrossing(
  services: Pick<Services, 'db' | 'now' | 'silenceMs'>,
  { activityId, authorId, words }: Crossing,
): Promise<void> {
  const author = { objectId: authorId }
  if (words === undefined) await deleteMessage(services, author, activityId)
  else await editMessage(services, author, words, activityId)
}
