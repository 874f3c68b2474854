import { type Sentences, words } from '../../cards/words.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { keepLiveCard } from '../../services/notices/live-cards.ts'
import type { Subject } from '../../services/notices/notice.ts'
import { setDuty } from '../../services/workspaces/duty.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import type { Desk } from '../../services/workspaces/workspace.ts'
import type { Event } from '../activity.ts'
import type { Reply, Turn } from '../handler.ts'
import { presentDesk } from '../present.ts'

export async function goOnDuty(turn: Turn, event: Event, data: { readonly deskId: string }): Promise<Reply> {
  return await duty(turn, event, data, true)
}

export async function goOffDuty(turn: Turn, event: Event, data: { readonly deskId: string }): Promise<Reply> {
  return await duty(turn, event, data, false)
}

async function duty(turn: Turn, event: Event, { deskId }: { readonly deskId: string }, on: boolean): Promise<Reply> {
  const desk = await requireDesk(turn, event)
  if (desk.id !== deskId) throw new ServiceDeskError('not-found', 'This desk is not here.')
  await setDuty(turn, desk, turn.person, on)
  return { card: await presentDesk(turn.db, deskWords(turn), desk) }
}

/** The workspace's desk, if it has one. */
export async function deskOf({ db, workspace }: Turn): Promise<Desk | undefined> {
  return await findDesk(db, workspace.id)
}

/** Whether something happened in the desk's own channel, or in a thread of it. */
export function isAtDesk(event: Event, desk: Desk): boolean {
  const [channelId] = event.conversationId.split(';messageid=')
  return event.scope === 'channel' && event.channel?.teamId === desk.teamId && channelId === desk.channelId
}

/** Who is in the desk's channel is an analyst: Teams lets nobody else act there. */
export async function requireDesk(turn: Turn, event: Event): Promise<Desk> {
  const desk = await deskOf(turn)
  if (desk === undefined || !isAtDesk(event, desk)) throw new ServiceDeskError('forbidden', 'This is done at the desk.')
  return desk
}

/**
 * A lost answer of Teams can leave a subject with two threads. The one in which somebody acts is the one that counts:
 * what is said there must arrive.
 */
export async function adoptThread(
  turn: Turn,
  { serviceUrl, conversationId, cardId }: Event,
  subject: Subject,
): Promise<void> {
  if (cardId === undefined || !conversationId.endsWith(`;messageid=${cardId}`)) return
  await keepLiveCard(turn.db, subject, 'desk', { serviceUrl, conversationId, activityId: cardId })
}

/** What hangs in the channel is read by all of it: it speaks the workspace's language. */
export function deskWords({ workspace }: Turn): Sentences {
  return words(workspace.language)
}
