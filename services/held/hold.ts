import { randomUUID } from 'node:crypto'
import type { Services } from '../context.ts'
import { type Handoff, otherSide, sideOf } from '../handoffs/handoff.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { tell } from '../notices/tell.ts'
import { type HeldMessage, HOLD_MS } from './held.ts'
import type { HeldJobs, HeldNotice } from './jobs.ts'
import { addHeld } from './store.ts'

/** A message seems to hold a secret: it goes nowhere before its author has decided, or their time is over. */
export async function holdMessage(
  services: Pick<Services, 'db' | 'now'>,
  handoff: Pick<Handoff, 'id' | 'requester'>,
  held: Pick<HeldMessage, 'workspaceId' | 'author' | 'audience' | 'words' | 'activityId'> &
    Partial<Pick<HeldMessage, 'bare'>>,
): Promise<void> {
  const { db, now } = services
  const id = randomUUID()
  await addHeld(db, { ...held, bare: held.bare, id, handoffId: handoff.id, heldAt: now() })
  await tell<HeldNotice>(services, sideOf(handoff, otherSide(held.audience)), { kind: 'held', id })
  const lane = `held:${id}`
  const dueAt = now() + HOLD_MS
  await enqueue<HeldJobs>(db, { task: 'held.release', lane, payload: { id }, dueAt, timerKey: lane }, now())
}
