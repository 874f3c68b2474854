import type { itsmActions } from '../../cards/itsm/actions.ts'
import { pollingCard } from '../../cards/itsm/itsm.ts'
import { enqueuePoll } from '../../services/itsm/enqueue-poll.ts'
import { presentSettings } from '../settings/present.ts'
import { may } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'

export const itsmVerbs = {
  'itsm.poll': may('settings.edit', poll),
} satisfies Verbs<typeof itsmActions>

/** « Synchroniser maintenant ». */
async function poll(turn: Turn): Promise<Shown> {
  const { ticketSystem } = turn.settings
  // An older card, of a workspace that has the service's own again.
  if (ticketSystem === null)
    return { card: await presentSettings(turn, turn.t, turn.workspace, turn.settings), came: 'nothing' }
  await enqueuePoll(turn, turn.workspace.id)
  return { card: pollingCard(turn.t, turn.systems.labelOf(ticketSystem.connection)) }
}
