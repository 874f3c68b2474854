import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type Address, laneOf, type Notice, type Place, type Subject } from './notice.ts'

/** Promises that `notice` will be said at `address`, after everything promised there before. */
export async function tell({ db, now }: Pick<Services, 'db' | 'now'>, address: Address, notice: Notice): Promise<void> {
  await enqueue(db, { task: 'notice.send', lane: laneOf(address), payload: { address, notice } }, now())
}

/** Promises that the subject's card at the desk will show its present state. */
export async function refreshCard({ db, now }: Pick<Services, 'db' | 'now'>, subject: Subject): Promise<void> {
  const lane = laneOf({ thread: subject })
  await enqueue(db, { task: 'card.refresh', lane, payload: { subject, place: 'desk' } }, now())
}

/** The same of a card in a person's own chat. It waits for nothing there, and nothing for it: words come first. */
export async function refreshChatCard(
  { db, now }: Pick<Services, 'db' | 'now'>,
  subject: Subject,
  place: Exclude<Place, 'desk'>,
): Promise<void> {
  await enqueue(db, { task: 'card.refresh', lane: `card:${subject}/${place}`, payload: { subject, place } }, now())
}
