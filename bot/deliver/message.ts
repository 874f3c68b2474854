import { type Card, summaryOf } from '../../cards/render.ts'
import type { Outgoing } from '../teams/connector.ts'

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive'

/** A card as a message of its own. */
export function cardMessage(card: Card): Outgoing {
  return { type: 'message', summary: summaryOf(card), attachments: [{ contentType: CARD_TYPE, content: card }] }
}
