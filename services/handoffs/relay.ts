import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { laneOf } from '../notices/address.ts'
import { type Audience, type Handoff, type MessageKey, sideOf } from './handoff.ts'
import type { HandoffJobs } from './jobs.ts'

/** Enqueues what is to happen to a message's copy on the other side. A whisper has none. */
export async function enqueueRelay(
  { db, now }: Pick<Services, 'db' | 'now'>,
  task: 'relay.send' | 'relay.edit' | 'relay.delete',
  handoff: Pick<Handoff, 'id' | 'requester'>,
  { audience, activityId, authorId }: Omit<MessageKey, 'handoffId'> & { readonly audience: Audience },
): Promise<void> {
  if (audience === 'work-note') return
  const payload = { handoffId: handoff.id, activityId, authorId }
  await enqueue<HandoffJobs>(db, { task, lane: laneOf(sideOf(handoff, audience)), payload }, now())
}
