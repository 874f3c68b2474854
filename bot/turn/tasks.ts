import type { Card } from '../../cards/render.ts'
import { isGone } from '../../services/errors.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import type { LiveCard } from '../../services/notices/live-cards.ts'
import { SECOND_MS } from '../../services/time.ts'
import { cardMessage } from '../deliver/message.ts'
import type { Needs } from '../deliver/needs.ts'

export interface TurnJobs {
  /** The answer to a button of a client that is too old for `Action.Execute`: its card is replaced. */
  readonly 'card.replace': LiveCard & { readonly card: object }
}

export function turnTasks({ connector }: Needs): Tasks<TurnJobs> {
  return {
    'card.replace': {
      pool: 'chats',
      // It must not hold up what comes after it in the chat: pressed again, the card shows the truth.
      patienceMs: 20 * SECOND_MS,
      repeat: 'harmless',
      async run({ activityId, card, ...conversation }) {
        try {
          await connector.update(conversation, activityId, cardMessage(card as Card))
        } catch (error) {
          // The card is no message of ours, or is gone: its reader presses again, and sees.
          if (!isGone(error)) throw error
        }
        return undefined
      },
    },
  }
}
