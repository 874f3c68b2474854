import { setTimeout as wait } from 'node:timers/promises'
import { findThreadSubject } from '../../services/notices/live-cards.ts'
import type { Context } from '../context.ts'
import type { Event } from '../teams/activity.ts'

/** Teams shows a thread that we begin as soon as it has it; our commit that says what it is about comes a moment later. */
const YOUNG_MS = 5_000
const PATIENCE_MS = 3_000
const PAUSE_MS = 100

/** A reply came in a thread that is not known yet and is only seconds old: the turn is retried after `awaitThread`. */
export class YoungThread extends Error {}

/** Whether a reply stands in a thread that was begun just now. Pure. */
export function isYoung(
  { conversationId, activityId }: Pick<Event, 'conversationId' | 'activityId'>,
  now: number,
): boolean {
  // Teams counts messages by their time, in milliseconds since 1970; its clock and ours may differ.
  const root = /;messageid=(\d{13})$/.exec(conversationId)?.[1]
  return root !== undefined && root !== activityId && Math.abs(now - Number(root)) <= YOUNG_MS
}

/**
 * A reply in a thread that was begun just now may come before the commit that makes the thread known: waits for it, so that the
 * words are not taken for somebody's talk about nothing. Replies within seconds in a thread that a colleague began wait as well, for
 * nothing.
 */
export async function awaitThread({ db }: Pick<Context, 'db'>, { conversationId }: Event): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while ((await findThreadSubject(db, conversationId)) === undefined && performance.now() < until) await wait(PAUSE_MS)
}
