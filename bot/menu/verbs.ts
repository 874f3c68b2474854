import type { menuActions } from '../../cards/menu/actions.ts'
import { may } from '../turn/guard.ts'
import type { Verbs } from '../turn/verbs.ts'
import { presentMenu } from './present.ts'

export const menuVerbs = {
  /** « Autres options »: the card becomes the menu. */
  'menu.show': may('menu.read', async (turn) => ({
    card: await presentMenu(turn.db, turn.t, turn.person, turn.workspace.id),
  })),
} satisfies Verbs<typeof menuActions>
