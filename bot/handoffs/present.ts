import { beforeCard, endedCard, talkCard } from '../../cards/handoffs/chat.ts'
import { handoffCard } from '../../cards/handoffs/handoff.ts'
import { awayCard, warningOverCard } from '../../cards/handoffs/silence.ts'
import { waitingCard } from '../../cards/handoffs/wait.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Services } from '../../services/context.ts'
import type { Db } from '../../services/db/connect.ts'
import { opinionOf } from '../../services/feedback/store.ts'
import { awayUntil, type Handoff, handoffSubject, isOpen, mayUndo } from '../../services/handoffs/handoff.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { openingMessages } from '../../services/handoffs/store.ts'
import { waitOf } from '../../services/handoffs/wait.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { findPerson } from '../../services/people/store.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { isOnline } from '../../services/workspaces/duty.ts'
import { findDesk } from '../../services/workspaces/store.ts'

/** Where a chat's cards hang in its requester's own chat. */
export type ChatPosition = 'waiting' | 'talk' | 'before' | 'waited' | 'silence-1' | 'silence-2' | 'away'

/** Who sees a card; `mayLook`: they may look its requester up. */
export interface Viewer extends PersonKey {
  readonly mayLook?: boolean
}

/** A handoff in its thread; `viewer` gets the buttons that are theirs. */
export async function presentHandoff(
  { db, now, rulesOf }: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  t: Sentences,
  handoff: Handoff,
  viewer?: Viewer,
): Promise<Card> {
  const opening = await openingMessages(db, handoff)
  const { replies, hasCategories, hasSupervisors } = await rulesOf(db, handoff.workspaceId)
  const taker = handoff.analyst && (await findPerson(db, handoff.analyst))
  return handoffCard(t, {
    handoff,
    firstWords: opening.length === 0 ? undefined : opening.map(({ words }) => words.text).join('\n'),
    ticketNumber: await ticketNumber(db, handoff),
    viewer,
    mayLook: viewer?.mayLook === true,
    // Whoever came by a page alone has no id in Teams that we know.
    takerTeamsId: taker?.teamsId || undefined,
    canUndo: mayUndo(handoff, now()),
    offer: handoff.offerId === undefined ? undefined : await getOffer(db, handoff.offerId),
    hasReplies: isOpen(handoff) && replies.length > 0,
    hasCategories,
    hasSupervisors,
    isOffering: isOpen(handoff) && (await isOfferingAt({ db, rulesOf }, handoff)),
  })
}

/** Whether the desk where a chat is offers it to one analyst at a time. */
export async function isOfferingAt(
  { db, rulesOf }: Pick<Services, 'db' | 'rulesOf'>,
  { workspaceId, tier }: Pick<Handoff, 'workspaceId' | 'tier'>,
): Promise<boolean> {
  const { offerTiers } = await rulesOf(db, workspaceId)
  if (offerTiers.length === 0) return false
  const desk = await findDesk(db, workspaceId, tier)
  return desk !== undefined && offerTiers.includes(desk.tier)
}

/** A handoff in its requester's chat: the card of the wait, or of the talk that came of it. */
export async function presentChat(
  services: Pick<Services, 'db' | 'now'>,
  t: Sentences,
  handoff: Handoff,
  position: ChatPosition,
): Promise<Card> {
  const { db } = services
  if (position === 'before' || position === 'waited') return beforeCard(t)
  const away = awayUntil(handoff)
  if (position === 'away' && away !== undefined) return awayCard(t, handoff, away)
  if (position === 'away' || position === 'silence-1' || position === 'silence-2') return warningOverCard(t, handoff)
  const number = await ticketNumber(db, handoff)
  if (position === 'talk') return talkCard(t, handoff, number, await opinionOfEnd(db, handoff))
  const waits = handoff.state === 'queued' && handoff.callbackAt === undefined
  const online = waits && (await isOnline(db, handoff.workspaceId, handoff.tier))
  return waitingCard(t, handoff, number, waits ? { online, wait: await waitOf(services, handoff) } : undefined)
}

/** The end of a chat for its requester, and what they think of it. */
export async function presentEnd({ db }: Pick<Services, 'db'>, t: Sentences, handoff: Handoff): Promise<Card> {
  return endedCard(t, handoff, await ticketNumber(db, handoff), await opinionOfEnd(db, handoff))
}

async function opinionOfEnd(db: Db, handoff: Handoff) {
  return isOpen(handoff) ? undefined : await opinionOf(db, handoff.requester, handoffSubject(handoff.id))
}

/** The one card of a chat from which its requester can act now. */
export function positionNow({ analyst }: Handoff): ChatPosition {
  return analyst === undefined ? 'waiting' : 'talk'
}

export async function ticketNumber(db: Db, { ticketId }: Handoff): Promise<string | undefined> {
  return ticketId === undefined ? undefined : (await getTicket(db, ticketId)).number
}
