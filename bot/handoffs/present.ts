import { beforeCard, talkCard, waitingCard } from '../../cards/handoffs/chat.ts'
import { handoffCard } from '../../cards/handoffs/handoff.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Db } from '../../services/db/connect.ts'
import type { Handoff } from '../../services/handoffs/handoff.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { openingMessages } from '../../services/handoffs/store.ts'
import type { PersonKey } from '../../services/people/person.ts'
import { findPerson } from '../../services/people/store.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { isOnline } from '../../services/workspaces/duty.ts'

/** Where a chat's cards hang in its requester's own chat. */
export type ChatPosition = 'waiting' | 'talk' | 'before'

/** A handoff in its thread; `viewer` gets the buttons that are theirs. */
export async function presentHandoff(db: Db, t: Sentences, handoff: Handoff, viewer?: PersonKey): Promise<Card> {
  const opening = await openingMessages(db, handoff)
  const taker = handoff.analyst && (await findPerson(db, handoff.analyst))
  return handoffCard(t, {
    handoff,
    firstWords: opening.length === 0 ? undefined : opening.map(({ words }) => words.text).join('\n'),
    ticketNumber: await ticketNumber(db, handoff),
    viewer,
    takerTeamsId: taker?.teamsId,
    offer: handoff.offerId === undefined ? undefined : await getOffer(db, handoff.offerId),
  })
}

/** A handoff in its requester's chat: the card of the wait, or of the talk that came of it. */
export async function presentChat(db: Db, t: Sentences, handoff: Handoff, position: ChatPosition): Promise<Card> {
  if (position === 'before') return beforeCard(t)
  const number = await ticketNumber(db, handoff)
  if (position === 'talk') return talkCard(t, handoff, number)
  return waitingCard(t, handoff, number, await isOnline(db, handoff.workspaceId, handoff.tier))
}

/** The one card of a chat from which its requester can act now. */
export function positionNow({ analyst }: Handoff): ChatPosition {
  return analyst === undefined ? 'waiting' : 'talk'
}

export async function ticketNumber(db: Db, { ticketId }: Handoff): Promise<string | undefined> {
  return ticketId === undefined ? undefined : (await getTicket(db, ticketId)).number
}
