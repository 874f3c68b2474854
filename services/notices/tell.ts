import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type Address, laneOf, type Notice, type Place, type Subject } from './notice.ts'

/** Promises that `notice` will be said at `address`, after everything promised there before. */
export async function tell({ db, now }: Pick<Services, 'db' | 'now'>, address: Address, notice: Notice): Promise<void> {
  await enqueue(db, { task: 'notice.send', lane: laneOf(address), payload: { address, notice } }, now())
}

/** Promises that the subject's card will show its present state. */
export async function refreshCard(
  { db, now }: Pick<Services, 'db' | 'now'>,
  subject: Subject,
  place: Place,
): Promise<void> {
  const lane = place === 'desk' ? laneOf({ thread: subject }) : `card:${subject}`
  await enqueue(db, { task: 'card.refresh', lane, payload: { subject, place } }, now())
}
