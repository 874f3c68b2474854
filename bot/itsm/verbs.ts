import type { ActionData } from '../../cards/actions.ts'
import type { itsmActions } from '../../cards/itsm/actions.ts'
import { decidedCard, pollingCard } from '../../cards/itsm/itsm.ts'
import { enqueuePoll } from '../../services/itsm/enqueue-poll.ts'
import { restoreOurs } from '../../services/itsm/restore.ts'
import type { Ticket } from '../../services/tickets/ticket.ts'
import { presentSettings } from '../settings/present.ts'
import { ticket } from '../tickets/kinds.ts'
import { may, on } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'

export const itsmVerbs = {
  'itsm.poll': may('settings.edit', poll),
  'itsm.restore': on(ticket, 'ticket.work', restore),
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

/** « Rétablir ». Whatever was changed since is shown instead. */
async function restore(turn: Turn, its: Ticket, conflict: ActionData<'itsm.restore'>): Promise<Shown> {
  const { field } = conflict
  const label = turn.systems.labelOf(its.system ?? '')
  const isKnown = field !== 'category' || turn.settings.categories.includes(conflict.ours)
  const restored = isKnown ? await restoreOurs(turn, its, conflict, turn.person) : undefined
  if (restored === undefined)
    return { card: decidedCard(turn.t, its, label, { field, by: undefined }), came: 'nothing' }
  return { card: decidedCard(turn.t, restored, label, { field, by: turn.person.name }) }
}
