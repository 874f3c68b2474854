import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { tell } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import { SECOND_MS } from '../time.ts'
import { cut } from '../words/words.ts'
import { stillThere } from './clock.ts'
import { handoffSubject, isOpen, otherSide, sideOf } from './handoff.ts'
import type { HandoffJobs, HandoffNotice, Reaction } from './jobs.ts'
import { findByCopy, getHandoff } from './store.ts'

/** A copy can be read a moment before it is written down which message it is of: it is looked for again after so long. */
const LOOKS_MS = [2 * SECOND_MS, 10 * SECOND_MS] as const

/**
 * Somebody reacted to the copy of a message (F14): its author sees that, on their own side. Of the desk, only whoever leads the
 * chat speaks to the requester, also by a sign.
 */
export async function react(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoffId: string,
  by: NamedPerson,
  { messageId, reaction }: { readonly messageId: string; readonly reaction: string },
): Promise<void> {
  const { tenantId, objectId, name } = by
  await settleReaction(services, { handoffId, by: { tenantId, objectId, name }, messageId, reaction, looks: 0 })
}

/** Brings it, or looks again later; what is unknown in the end is none of our messages. */
export async function settleReaction(services: Pick<Services, 'db' | 'now' | 'rulesOf'>, its: Reaction): Promise<void> {
  const { handoffId, looks } = its
  const waitMs = LOOKS_MS[looks]
  if ((await bringReaction(services, its)) || waitMs === undefined) return
  const lane = `thread:${handoffSubject(handoffId)}`
  const payload = { ...its, looks: looks + 1 }
  const dueAt = services.now() + waitMs
  await enqueue<HandoffJobs>(services.db, { task: 'reaction.settle', lane, payload, dueAt }, services.now())
}

/** `false`: it is no message that we know of, or not yet. */
async function bringReaction(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { handoffId, by, messageId, reaction }: Reaction,
): Promise<boolean> {
  const handoff = await getHandoff(services.db, handoffId)
  const message = await findByCopy(services.db, handoffId, messageId)
  if (message === undefined) return false
  if (message.audience === 'work-note' || !isOpen(handoff)) return true
  const reader = message.audience === 'desk' ? handoff.analyst : handoff.requester
  if (!samePerson(reader, by)) return true
  const excerpt = cut(message.words.text, 80)
  const notice = { kind: 'reacted', name: by.name, reaction, excerpt } as const
  await tell<HandoffNotice>(services, sideOf(handoff, otherSide(message.audience)), notice)
  // A sign is a sign of life.
  if (message.audience === 'requester' && handoff.state === 'active') await stillThere(services, handoff)
  return true
}
