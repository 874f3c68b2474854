import type { Services } from '../context.ts'
import { findLiveCard, forgetLiveCard, type LiveCard, saveLiveCard } from '../notices/live-cards.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { handoffSubject } from './handoff.ts'

/** Where the cards of a chat hang that were replaced by one below. */
const BEFORE = { waiting: 'waited', talk: 'before' } as const

/** The card of the wait, or of the talk, is another message's from now on: it says that the chat goes on below. */
export async function retireCard(
  services: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  position: 'waiting' | 'talk',
): Promise<void> {
  const { db } = services
  const subject = handoffSubject(handoffId)
  const card = await findLiveCard(db, subject, position)
  if (card === undefined) return
  await saveLiveCard(db, subject, BEFORE[position], card)
  await forgetLiveCard(db, subject, position)
  await enqueueRefresh(services, subject, BEFORE[position])
}

/** This message is the card of the wait from now on. */
export async function moveWaitingCard(
  services: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  card: LiveCard,
): Promise<void> {
  const subject = handoffSubject(handoffId)
  const before = await findLiveCard(services.db, subject, 'waiting')
  if (before?.activityId !== card.activityId) await retireCard(services, handoffId, 'waiting')
  await saveLiveCard(services.db, subject, 'waiting', card)
}
