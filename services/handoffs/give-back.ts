import type { Services } from '../context.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { tellBounce } from './bounce.ts'
import { NOBODYS_TURN, refreshClockCards } from './clock.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import { type Handoff, handoffSubject, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { addReturn } from './offers.ts'
import { refreshDeskOf } from './refresh.ts'
import { retireCard } from './retire-card.ts'
import { changeState } from './store.ts'
import { enqueueWaits, watchWait } from './wait.ts'
import { withdrawOffer } from './withdraw-offer.ts'

/**
 * Whoever took a chat cannot go on with it: it waits again, with its old rank, and both sides are told; `note` among analysts.
 * False: it does not go on any more, or is somebody else's by now.
 */
export async function giveBack(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  { id, analyst, warnings, heldUntil }: Pick<Handoff, 'id' | 'analyst' | 'warnings' | 'heldUntil'>,
  { note = '', isUnanswered = false, keepsCallback = false }: Why = {},
): Promise<boolean> {
  const nobody = {
    analyst_id: null,
    analyst_name: null,
    taken_at: null,
    told: 1 as const,
    reminded: 0,
    ...NOBODYS_TURN,
  }
  const callback = keepsCallback ? {} : { callback_at: null }
  const waiting = await changeState(services.db, id, 'give-back', { ...nobody, ...callback }, analyst)
  if (waiting === undefined) return false
  await withdrawOffer(services, waiting)
  const name = analyst?.name ?? ''
  await tell<HandoffNotice>(services, sideOf(waiting, 'requester'), { kind: 'given-back', handoffId: id, name })
  await tell<HandoffNotice>(services, sideOf(waiting, 'desk'), {
    kind: 'given-back-here',
    handoffId: id,
    name,
    note,
    isUnanswered,
  })
  await refreshClockCards(services, { id, warnings, heldUntil })
  await retireCard(services, id, 'talk')
  if (analyst !== undefined && !keepsCallback) {
    await addReturn(services, waiting, analyst)
    await tellBounce(services, waiting)
  }
  await watchWait(services, waiting)
  await enqueueWaits(services, waiting)
  await enqueueRouting(services, waiting.workspaceId)
  // The card of the wait is the one that tells them; what it was before says that it goes on below.
  await enqueueRefresh(services, handoffSubject(id))
  await refreshDeskOf(services, waiting)
  return true
}

interface Why {
  /** For whoever goes on, among analysts. */
  readonly note?: string
  /** They left it without an answer (F6). */
  readonly isUnanswered?: boolean
  /** It was taken by mistake: who wished to be called back still does. */
  readonly keepsCallback?: boolean
}
