import { randomUUID } from 'node:crypto'
import type { ActionData } from '../../cards/actions.ts'
import { type settingsActions, settingsDialogs } from '../../cards/settings/actions.ts'
import { draftKeptCard, previewCard } from '../../cards/settings/administration.ts'
import { documentOf, type SettingsValues, settingsForm, valuesOf } from '../../cards/settings/settings-form.ts'
import { tell } from '../../services/notices/tell.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { differencesOf, parseSettings, type SettingsFault } from '../../services/settings/settings.ts'
import { deleteDraft, findDraft, type SettingsDraft, saveDraft } from '../../services/settings/store.ts'
import { presentMenu } from '../menu/present.ts'
import { dialogFor, may, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import type { SettingsNotice } from './notices.ts'
import { presentDraft, presentSettings } from './present.ts'

export const settingsVerbs = {
  'settings.show': may('settings.edit', (turn) => showSettings(turn)),
  'settings.preview': may('settings.edit', preview),
  'settings.activate': may('settings.edit', activate),
  'settings.discard': may('settings.edit', discard),
  'settings.back': may('settings.edit', goBack),
} satisfies Verbs<typeof settingsActions>

export const settingsForms = {
  'settings.edit': dialogFor(settingsDialogs['settings.edit'], 'settings.edit', {
    open: async (turn) => form(turn, randomUUID(), valuesOf((await draftOf(turn))?.document ?? turn.settings), []),
    save: keepDraft,
  }),
} satisfies Forms<typeof settingsDialogs>

async function showSettings(turn: Turn): Promise<Shown> {
  return { card: await presentSettings(turn, turn.t, turn.workspace) }
}

/** « Vérifier »: every fault at once in the dialog, or the differences in the chat, where they may be activated. */
async function keepDraft(
  turn: Turn,
  { nonce, sent }: Saved<(typeof settingsDialogs)['settings.edit']>,
): Promise<Shown> {
  const values: SettingsValues = sent.ok ? sent.fields : sent.values
  const parsed = parseSettings(documentOf(values))
  if (!parsed.ok) return form(turn, nonce, values, parsed.faults)
  const isChanged = differencesOf(turn.settings, parsed.settings).length > 0
  if (isChanged) {
    const { revision } = await saveDraft(turn, turn.workspace, parsed.settings, turn.person)
    const workspaceId = turn.workspace.id
    await tell<SettingsNotice>(turn, { person: turn.person }, { kind: 'settings-draft', workspaceId, revision })
  }
  return { dialog: { title: turn.t('settings.title'), card: draftKeptCard(turn.t, isChanged) } }
}

/** « Activer »: in force from the next activity on, on every replica. What was not looked at is shown first. */
async function activate(turn: Turn, { revision }: ActionData<'settings.activate'>): Promise<Shown> {
  const draft = await draftOf(turn, revision)
  if (draft === undefined) return await showSettings(turn)
  if (draft.basedOn !== turn.workspace.settingsVersion) return await rebase(turn, draft)
  const activated = await activateSettings(turn, turn.workspace, draft.document, turn.person)
  return { card: await presentSettings(turn, turn.t, activated ?? turn.workspace) }
}

async function preview(turn: Turn, { revision }: ActionData<'settings.preview'>): Promise<Shown> {
  const draft = await draftOf(turn, revision)
  if (draft === undefined) return await showSettings(turn)
  const menu = await presentMenu(turn, turn.t, turn.person, {
    workspaceId: turn.workspace.id,
    settings: draft.document,
    isAdministrator: false,
  })
  return { card: previewCard(turn.t, menu, revision) }
}

async function discard(turn: Turn, { revision }: ActionData<'settings.discard'>): Promise<Shown> {
  if ((await draftOf(turn, revision)) !== undefined) await deleteDraft(turn.db, turn.workspace.id)
  return await showSettings(turn)
}

/** « Revenir à la version précédente »: its difference is shown before it is in force again, as a version of its own. */
async function goBack(turn: Turn, { version }: ActionData<'settings.back'>): Promise<Shown> {
  const { workspace } = turn
  if (version !== workspace.settingsVersion || version === 0) return await showSettings(turn)
  const before = await turn.settingsOf(turn.db, { id: workspace.id, settingsVersion: version - 1 })
  return { card: presentDraft(turn, turn.settings, await saveDraft(turn, workspace, before, turn.person), false) }
}

/** Somebody activated another version meanwhile: the same document, compared with what is in force now. */
async function rebase(turn: Turn, draft: SettingsDraft): Promise<Shown> {
  const rebased = await saveDraft(turn, turn.workspace, draft.document, turn.person)
  return { card: presentDraft(turn, turn.settings, rebased, true) }
}

async function draftOf({ db, workspace }: Turn, revision?: string): Promise<SettingsDraft | undefined> {
  const draft = await findDraft(db, workspace.id)
  return revision === undefined || draft?.revision === revision ? draft : undefined
}

function form(turn: Turn, nonce: string, values: SettingsValues, faults: readonly SettingsFault[]): Shown {
  return { dialog: { title: turn.t('settings.title'), card: settingsForm(turn.t, { nonce, values, faults }) } }
}
