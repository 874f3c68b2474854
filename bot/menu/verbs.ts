import type { menuActions } from '../../cards/menu/actions.ts'
import { type Handoff, handoffSubject } from '../../services/handoffs/handoff.ts'
import { findOpenHandoff } from '../../services/handoffs/store.ts'
import { findLiveCard } from '../../services/notices/live-cards.ts'
import { positionNow, presentChat } from '../handoffs/present.ts'
import { look } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Verbs } from '../turn/verbs.ts'
import { presentMenu } from './present.ts'

export const menuVerbs = {
  /** « Autres options »: the card becomes the menu. */
  'menu.show': look('menu.read', showMenu),
} satisfies Verbs<typeof menuActions>

async function showMenu(turn: Turn): Promise<Shown> {
  const { t, person, workspace, settings } = turn
  const waiting = await waitingOn(turn)
  if (waiting !== undefined) return { card: await presentChat(turn, t, waiting, positionNow(waiting)) }
  const { permissions } = turn.actor
  return { card: await presentMenu(turn, t, person, { workspace, settings, permissions }) }
}

/**
 * The chat whose wait this very message shows by now: the client's own refresh of the menu that it was may come late, and
 * must not take the way out of the wait away.
 */
async function waitingOn({ db, card, person }: Turn): Promise<Handoff | undefined> {
  const open = card && (await findOpenHandoff(db, person))
  const live = open && (await findLiveCard(db, handoffSubject(open.id), 'waiting'))
  return live !== undefined && live.activityId === card?.activityId ? open : undefined
}
