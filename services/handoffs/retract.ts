import type { Services } from '../context.ts'
import { retractFiles } from '../files/carry.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { handoffSubject } from './handoff.ts'
import { enqueueRelay } from './relay.ts'
import { changeMessage, findOwnMessage, getHandoff } from './store.ts'

/** Somebody took back a message of their own: its copy and its files go too, even when the chat is over. False: it was no message of a chat. */
export async function retractMessage(
  services: Pick<Services, 'db' | 'now'>,
  authorId: string,
  activityId: string,
): Promise<boolean> {
  const { db, now } = services
  await retractFiles(services, authorId, activityId)
  const message = await findOwnMessage(db, activityId, authorId)
  if (message === undefined) return false
  if (message.deletedAt !== undefined) return true
  await changeMessage(db, message.id, { deleted_at: now() })
  const handoff = await getHandoff(db, message.handoffId)
  await enqueueRelay(services, 'relay.delete', handoff, { activityId, authorId, audience: message.audience })
  if (message.audience === 'desk') await enqueueRefresh(services, handoffSubject(handoff.id))
  return true
}
