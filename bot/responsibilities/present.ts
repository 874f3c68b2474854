import type { Card } from '../../cards/render.ts'
import { responsibilitiesCard } from '../../cards/responsibilities/responsibilities.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Services } from '../../services/context.ts'
import { CONFIRMED_FOR_MS } from '../../services/responsibilities/confirm.ts'
import { confirmationOf } from '../../services/responsibilities/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'

/** Who does what in a workspace, as it stands in its settings, and who confirmed it. */
export async function presentResponsibilities(
  { db, now, settingsOf }: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  t: Sentences,
  workspace: Workspace,
): Promise<Card> {
  const { support } = await settingsOf(db, workspace)
  const confirmation = await confirmationOf(db, workspace.id)
  const isDue = confirmation === undefined || confirmation.at <= now() - CONFIRMED_FOR_MS
  return responsibilitiesCard(t, { support, version: workspace.settingsVersion, confirmation, isDue })
}
