import type { responsibilityActions } from '../../cards/responsibilities/actions.ts'
import { confirmResponsibilities } from '../../services/responsibilities/confirm.ts'
import { look, may } from '../turn/guard.ts'
import type { Verbs } from '../turn/verbs.ts'
import { presentResponsibilities } from './present.ts'

export const responsibilityVerbs = {
  'responsibilities.show': look('settings.edit', async (turn) => ({
    card: await presentResponsibilities(turn, turn.t, turn.workspace),
  })),
  'responsibilities.confirm': may('settings.edit', async (turn) => {
    await confirmResponsibilities(turn, turn.workspace.id, turn.person)
    return { card: await presentResponsibilities(turn, turn.t, turn.workspace) }
  }),
} satisfies Verbs<typeof responsibilityActions>
