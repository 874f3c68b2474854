import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { cut } from '../words/words.ts'
import { type MessageKey, otherSide, sideOf } from './handoff.ts'
import type { HandoffNotice, WhyUndelivered } from './jobs.ts'
import { changeMessage, findMessage, getHandoff } from './store.ts'

/** A message, or the correction of one, was given up: its author hears why, and what they can do. */
export async function reportUndelivered(
  services: Pick<Services, 'db' | 'now'>,
  key: MessageKey,
  what: 'message' | 'edit',
  whyOf: (audience: 'desk' | 'requester') => WhyUndelivered,
): Promise<void> {
  const message = await findMessage(services.db, key)
  if (message === undefined || message.audience === 'work-note' || message.deletedAt !== undefined) return
  const handoff = await getHandoff(services.db, message.handoffId)
  await changeMessage(services.db, message.id, { undelivered: 1 })
  await tell<HandoffNotice>(services, sideOf(handoff, otherSide(message.audience)), {
    kind: 'undelivered',
    excerpt: cut(message.words.text, 80),
    what,
    message: { handoffId: key.handoffId, activityId: key.activityId },
    why: whyOf(message.audience),
  })
}
