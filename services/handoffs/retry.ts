import type { Services } from '../context.ts'
import type { Handoff, Message } from './handoff.ts'
import { enqueueRelay } from './relay.ts'
import { clearUndelivered } from './store.ts'

/** Tries again what could not be delivered, once for each time that it could not. */
export async function retryMessage(
  services: Pick<Services, 'db' | 'now'>,
  handoff: Handoff,
  { id, activityId, author, audience, sentActivityId }: Message,
): Promise<void> {
  if (!(await clearUndelivered(services.db, id))) return
  const task = sentActivityId === undefined ? 'relay.send' : 'relay.edit'
  await enqueueRelay(services, task, handoff, { activityId, authorId: author.objectId, audience })
}
