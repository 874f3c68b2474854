import { randomUUID } from 'node:crypto'
import type { Services } from '../context.ts'
import { type Handoff, otherSide, sideOf } from '../handoffs/handoff.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { tell } from '../notices/tell.ts'
import type { QuarantineJobs, QuarantineNotice } from './jobs.ts'
import { DECISION_MS, type QuarantinedMessage } from './quarantine.ts'
import { addQuarantined } from './store.ts'

/** A message seems to hold a secret: it goes nowhere before its author has decided, or their time is over. */
export async function setAside(
  services: Pick<Services, 'db' | 'now'>,
  handoff: Pick<Handoff, 'id' | 'requester'>,
  message: Pick<QuarantinedMessage, 'workspaceId' | 'author' | 'audience' | 'words' | 'activityId'> &
    Partial<Pick<QuarantinedMessage, 'bare'>>,
): Promise<void> {
  const { db, now } = services
  const id = randomUUID()
  await addQuarantined(db, { ...message, bare: message.bare, id, handoffId: handoff.id, quarantinedAt: now() })
  await tell<QuarantineNotice>(services, sideOf(handoff, otherSide(message.audience)), { kind: 'quarantined', id })
  const lane = `quarantine:${id}`
  const dueAt = now() + DECISION_MS
  await enqueue<QuarantineJobs>(db, { task: 'quarantine.release', lane, payload: { id }, dueAt, timerKey: lane }, now())
}
