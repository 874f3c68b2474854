import { sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { deleteJobs } from '../jobs/finish.ts'
import type { Payloads } from '../jobs/job.ts'
import { type Address, laneOf, type Notice, type Place, type Subject } from './notice.ts'

/** Promises that `notice` will be said at `address`, after everything promised there before. */
export async function tell({ db, now }: Pick<Services, 'db' | 'now'>, address: Address, notice: Notice): Promise<void> {
  await enqueue(db, { task: 'notice.send', lane: laneOf(address), payload: { address, notice } }, now())
}

/** Promises that the subject's card at the desk will show its present state. */
export async function refreshCard({ db, now }: Pick<Services, 'db' | 'now'>, subject: Subject): Promise<void> {
  await promiseRefresh({ db, now }, { subject, place: 'desk' })
}

/** The same of a card in a person's own chat. It waits for nothing there, and nothing for it: words come first. */
export async function refreshChatCard(
  { db, now }: Pick<Services, 'db' | 'now'>,
  subject: Subject,
  place: Exclude<Place, 'desk'>,
): Promise<void> {
  await promiseRefresh({ db, now }, { subject, place })
}

type Refresh = Payloads['card.refresh']

async function promiseRefresh({ db, now }: Pick<Services, 'db' | 'now'>, payload: Refresh): Promise<void> {
  await enqueue(db, { task: 'card.refresh', lane: laneOfCard(payload), payload }, now())
}

function laneOfCard({ subject, place }: Refresh): string {
  return place === 'desk' ? laneOf({ thread: subject }) : `card:${subject}/${place}`
}

/**
 * The refreshes of a card that are promised by now. Whoever looks at the card's subject after this does the work of all
 * of them: where Teams is slow and much happens, the card does not fall behind.
 */
export async function promisedRefreshes(db: Db, payload: Refresh): Promise<readonly { readonly id: number }[]> {
  return await db
    .selectFrom('jobs')
    .select('id')
    .where('lane', '=', laneOfCard(payload))
    .where('task', '=', 'card.refresh')
    .where('payload', '=', JSON.stringify(payload))
    .where(sql<boolean>`state = 'ready'`)
    .orderBy('id')
    .limit(MOST_AT_ONCE)
    .execute()
}

const MOST_AT_ONCE = 500

/** They are kept by one that was. */
export async function dropRefreshes(db: Db, refreshes: readonly { readonly id: number }[]): Promise<void> {
  if (refreshes.length > 0) await deleteJobs(db, refreshes)
}
