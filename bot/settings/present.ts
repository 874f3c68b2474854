import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { administrationCard, draftCard } from '../../cards/settings/administration.ts'
import type { Services } from '../../services/context.ts'
import { inStepOf } from '../../services/measures/in-step.ts'
import type { Settings } from '../../services/settings/settings.ts'
import { findVersion, type SettingsDraft } from '../../services/settings/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'

/** What is in force in a workspace. */
export async function presentSettings(
  services: Pick<Services, 'db' | 'now' | 'settingsOf' | 'systems'>,
  t: Sentences,
  workspace: Workspace,
  settings: Settings,
): Promise<Card> {
  const version = workspace.settingsVersion
  const made = await findVersion(services.db, workspace.id, version)
  const by = made && { name: made.authorName, at: made.createdAt }
  const mayGoBack = version > (workspace.isDefault ? 0 : 1)
  return administrationCard(t, {
    settings,
    version,
    by,
    mayGoBack,
    inStep: await inStepOf(services, workspace),
  })
}

export function presentDraft(
  { t }: { readonly t: Sentences },
  before: Settings,
  { revision, document }: SettingsDraft,
  isStale: boolean,
): Card {
  return draftCard(t, { revision, before, after: document, isStale })
}
