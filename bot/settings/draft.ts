import { draftKeptCard } from '../../cards/settings/administration.ts'
import { watchGroups } from '../../services/groups/watch.ts'
import { tell } from '../../services/notices/tell.ts'
import { differencesOf, type Settings, withoutGroups } from '../../services/settings/settings.ts'
import { deleteDraft, findDraft, saveDraft } from '../../services/settings/store.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { SettingsNotice } from './notices.ts'

/** From what somebody goes on: their own draft, or what is in force; and the version that it was made from. */
export async function startingPoint({
  db,
  workspace,
  person,
  settings,
}: Turn): Promise<{ readonly document: Settings; readonly basedOn: number; readonly isDraft: boolean }> {
  const draft = await findDraft(db, workspace.id, person.objectId)
  if (draft === undefined)
    return { document: withoutGroups(settings), basedOn: workspace.settingsVersion, isDraft: false }
  return { ...draft, isDraft: true }
}

/** Keeps what a dialog made; the differences wait in the chat, where they may be activated. */
export async function keepDraft(turn: Turn, document: Settings, basedOn: number): Promise<Shown> {
  const { workspace, person } = turn
  const isChanged = differencesOf(turn.settings, document).length > 0
  if (isChanged) {
    await watchGroups(turn, workspace.tenantId, document)
    const { revision } = await saveDraft(turn, { id: workspace.id, settingsVersion: basedOn }, document, person)
    await tell<SettingsNotice>(turn, { person }, { kind: 'settings-draft', workspaceId: workspace.id, revision })
  } else await deleteDraft(turn.db, workspace.id, person.objectId)
  const dialog = { title: turn.t('settings.title'), card: draftKeptCard(turn.t, isChanged) }
  return isChanged ? { dialog } : { dialog, came: 'nothing' }
}
