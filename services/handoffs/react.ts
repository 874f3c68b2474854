import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import { cut } from '../words/words.ts'
import { stillThere } from './clock.ts'
import { isOpen, otherSide, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { findByCopy, getHandoff } from './store.ts'

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
  const handoff = await getHandoff(services.db, handoffId)
  const message = await findByCopy(services.db, handoffId, messageId)
  if (message === undefined || message.audience === 'work-note' || !isOpen(handoff)) return
  const reader = message.audience === 'desk' ? handoff.analyst : handoff.requester
  if (!samePerson(reader, by)) return
  const excerpt = cut(message.words.text, 80)
  const notice = { kind: 'reacted', name: by.name, reaction, excerpt } as const
  await tell<HandoffNotice>(services, sideOf(handoff, otherSide(message.audience)), notice)
  // A sign is a sign of life.
  if (message.audience === 'requester' && handoff.state === 'active') await stillThere(services, handoff)
}
