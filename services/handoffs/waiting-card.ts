import type { Services } from '../context.ts'
import { findLiveCard, type LiveCard, saveLiveCard } from '../notices/live-cards.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { handoffSubject } from './handoff.ts'

/** This message is the card of the wait from now on; the one that was it before says that the chat goes on below. */
export async function moveWaitingCard(
  services: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  card: LiveCard,
): Promise<void> {
  const { db } = services
  const subject = handoffSubject(handoffId)
  const before = await findLiveCard(db, subject, 'waiting')
  await saveLiveCard(db, subject, 'waiting', card)
  if (before === undefined || before.activityId === card.activityId) return
  await saveLiveCard(db, subject, 'before', before)
  await enqueueRefresh(services, subject, 'before')
}
