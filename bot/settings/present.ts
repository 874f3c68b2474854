import type { InStep } from '../../cards/itsm/itsm.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import { administrationCard, draftCard } from '../../cards/settings/administration.ts'
import type { Services } from '../../services/context.ts'
import { lightOf, pollPeriodMs } from '../../services/itsm/itsm.ts'
import { findState } from '../../services/itsm/store.ts'
import type { Settings } from '../../services/settings/settings.ts'
import { findVersion, type SettingsDraft } from '../../services/settings/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'

/** What is in force in a workspace. */
export async function presentSettings(
  services: Pick<Services, 'db' | 'now' | 'systems'>,
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
    inStep: await inStepOf(services, workspace, settings),
  })
}

async function inStepOf(
  { db, now, systems }: Pick<Services, 'db' | 'now' | 'systems'>,
  { id }: Workspace,
  { ticketSystem }: Settings,
): Promise<InStep | undefined> {
  if (ticketSystem === null) return undefined
  const { connection, sync } = ticketSystem
  const state = await findState(db, id)
  const its = state?.system === connection ? state : undefined
  const known = { polledAt: its?.polledAt, failingSince: its?.failingSince, lastError: its?.lastError }
  return { label: systems.labelOf(connection), light: lightOf(known, pollPeriodMs(sync), now()), ...known }
}

export function presentDraft(
  { t }: { readonly t: Sentences },
  before: Settings,
  { revision, document }: SettingsDraft,
  isStale: boolean,
): Card {
  return draftCard(t, { revision, before, after: document, isStale })
}
