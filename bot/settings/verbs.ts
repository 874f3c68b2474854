import { randomUUID } from 'node:crypto'
import type { ActionData } from '../../cards/actions.ts'
import { checkingCard, nothingToCheckCard } from '../../cards/desks/checked.ts'
import { type SentenceKey, sentencesIn } from '../../cards/sentences.ts'
import { type settingsActions, settingsDialogs } from '../../cards/settings/actions.ts'
import { previewCard } from '../../cards/settings/administration.ts'
import {
  documentOf,
  groupFaultOf,
  type SettingsValues,
  settingsForm,
  valuesOf,
} from '../../cards/settings/settings-form.ts'
import { CLIENTS, grantsOf } from '../../services/access/access.ts'
import { isServiceAdministrator } from '../../services/access/administrators.ts'
import { findContract } from '../../services/contracts/store.ts'
import { applyRoles } from '../../services/desks/apply-roles.ts'
import { enqueueChecks } from '../../services/desks/check-desks.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { withGroups } from '../../services/groups/members.ts'
import { watchGroups } from '../../services/groups/watch.ts'
import { enqueueRoutingAnew } from '../../services/handoffs/enqueue-routing.ts'
import { enqueuePoll } from '../../services/itsm/enqueue-poll.ts'
import { refreshDesks } from '../../services/itsm/watch.ts'
import { findPerson } from '../../services/people/store.ts'
import { activateSettings } from '../../services/settings/activate.ts'
import { faultsAround } from '../../services/settings/around.ts'
import { parseSettings, rulesIn, type SettingsFault, withoutGroups } from '../../services/settings/settings.ts'
import { deleteDraft, findDraft, type SettingsDraft, saveDraft } from '../../services/settings/store.ts'
import { givesTooMuch } from '../access/verbs.ts'
import { presentMenu } from '../menu/present.ts'
import { dialogFor, look, may, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { keepDraft, startingPoint } from './draft.ts'
import { presentDraft, presentSettings } from './present.ts'
import { replayDraft } from './replay.ts'

export const settingsVerbs = {
  'settings.show': look('settings.edit', (turn) => showSettings(turn)),
  'settings.check': may('settings.edit', checkDesks),
  'settings.activate': may('settings.edit', activate),
  'settings.discard': may('settings.edit', discard),
  'settings.back': may('settings.edit', goBack),
} satisfies Verbs<typeof settingsActions>

export const settingsForms = {
  'settings.preview': dialogFor(settingsDialogs['settings.preview'], 'settings.edit', {
    open: (turn, { revision }) => preview(turn, revision, randomUUID(), ''),
    async save(turn, { opened: { revision }, nonce, sent }) {
      const shown = await preview(turn, revision, nonce, sent.ok ? sent.fields.person : '')
      return { ...shown, came: 'nothing' }
    },
  }),
  'settings.replay': dialogFor(settingsDialogs['settings.replay'], 'settings.edit', {
    open: (turn, { revision }) => replayed(turn, revision),
    save: (turn, { opened: { revision } }) => replayed(turn, revision),
  }),
  'settings.edit': dialogFor(settingsDialogs['settings.edit'], 'settings.edit', {
    async open(turn) {
      const { document, basedOn: version } = await startingPoint(turn)
      return await form(turn, { nonce: randomUUID(), version, values: valuesOf(document), faults: [] })
    },
    save: check,
  }),
} satisfies Forms<typeof settingsDialogs>

async function showSettings(turn: Turn): Promise<Shown> {
  return { card: await presentSettings(turn, turn.t, turn.workspace, turn.settings) }
}

/** « Vérifier l’installation »: what Teams answers is told when it is there. */
async function checkDesks(turn: Turn): Promise<Shown> {
  const count = await enqueueChecks(turn, turn.workspace.id, turn.person, true)
  return { card: count === 0 ? nothingToCheckCard(turn.t) : checkingCard(turn.t) }
}

/** « Vérifier »: every fault at once in the dialog, or the differences in the chat, where they may be activated. */
async function check(
  turn: Turn,
  { opened: { version }, nonce, sent }: Saved<(typeof settingsDialogs)['settings.edit']>,
): Promise<Shown> {
  const values: SettingsValues = sent.ok ? sent.fields : sent.values
  const { roles, assignments, catalogue, lists } = (await startingPoint(turn)).document
  const parsed = parseSettings({ ...documentOf(values), roles, assignments, catalogue, lists })
  const faults = parsed.ok ? await faultsAround(turn, turn.workspace, parsed.settings) : parsed.faults
  if (!parsed.ok || faults.length > 0)
    return { ...(await form(turn, { nonce, version, values, faults })), came: 'nothing' }
  return await keepDraft(turn, parsed.settings, version)
}

/** « Activer »: in force from the next activity on, on every replica. What was not looked at is shown first. */
async function activate(turn: Turn, { revision }: ActionData<'settings.activate'>): Promise<Shown> {
  const { db, workspace, person } = turn
  const draft = await draftOf(turn, revision)
  if (draft === undefined) return await nothingDone(turn)
  if (draft.basedOn !== workspace.settingsVersion) return await rebase(turn, draft)
  if (givesTooMuch(turn, draft.document)) return { say: 'access.fault.given', came: 'refused' }
  const [fault] = await faultsAround(turn, workspace, draft.document)
  if (fault !== undefined) return { say: sentenceOf(fault), came: 'nothing' }
  const activated = await activateSettings(turn, workspace, draft.document, person)
  // Another replica was faster: this activity is taken anew, and finds its version.
  if (activated === undefined) throw new ServiceDeskError('conflict', 'Another version was activated meanwhile.')
  const access = await withGroups(db, workspace.tenantId, draft.document)
  await applyRoles(turn, workspace, access, await turn.administrators())
  // The turn itself goes by the rules of before.
  if (draft.document.ticketSystem !== null) await enqueuePoll(turn, workspace.id)
  await refreshDesks(turn, workspace.id)
  await enqueueRoutingAnew({ ...turn, rulesOf: async () => rulesIn(draft.document) }, workspace.id)
  await deleteDraft(db, workspace.id, person.objectId)
  return { card: await presentSettings(turn, turn.t, activated, draft.document) }
}

/** « Aperçu »: the menu of the draft as somebody would see it, oneself or another person. */
async function preview(turn: Turn, revision: string, nonce: string, objectId: string): Promise<Shown> {
  const { db, t, config, workspace } = turn
  const title = t('settings.preview')
  const draft = await draftOf(turn, revision)
  if (draft === undefined) return { dialog: { title, card: await presentSettings(turn, t, workspace, turn.settings) } }
  const key = { tenantId: turn.person.tenantId, objectId: objectId.toLowerCase() || turn.person.objectId }
  const known = await findPerson(db, key)
  const isAdministrator = await isServiceAdministrator(db, config, key)
  const asked = { objectId: key.objectId, isInChannel: false, isServiceAdministrator: isAdministrator }
  const as = { ...key, name: known?.name ?? '', language: known?.language ?? draft.document.language }
  // With whichever client they look.
  const access = await withGroups(db, workspace.tenantId, draft.document)
  const permissions = new Set(CLIENTS.flatMap((client) => [...grantsOf(access, { ...asked, client })]))
  const theirs = sentencesIn(as.language)
  const menu = await presentMenu(
    turn,
    theirs,
    { ...turn.person, ...as },
    { workspace, settings: draft.document, permissions, isAlone: true },
  )
  const name = as.name || key.objectId
  return { dialog: { title, card: previewCard(t, menu, { revision, nonce, person: objectId, name }) } }
}

/** « Rejouer » a draft; where it is gone, what is in force is shown. */
async function replayed(turn: Turn, revision: string): Promise<Shown> {
  const draft = await draftOf(turn, revision)
  if (draft !== undefined) return { ...(await replayDraft(turn, draft.document)), came: 'nothing' }
  const card = await presentSettings(turn, turn.t, turn.workspace, turn.settings)
  return { dialog: { title: turn.t('replay'), card }, came: 'nothing' }
}

async function discard(turn: Turn, { revision }: ActionData<'settings.discard'>): Promise<Shown> {
  if ((await draftOf(turn, revision)) !== undefined) await deleteDraft(turn.db, turn.workspace.id, turn.person.objectId)
  return await showSettings(turn)
}

/** « Revenir à la version précédente »: its difference is shown before it is in force again, as a version of its own. */
async function goBack(turn: Turn, { version }: ActionData<'settings.back'>): Promise<Shown> {
  const { workspace } = turn
  // Before its first version, a workspace that was made has neither a name nor an administrator.
  const first = workspace.isDefault ? 0 : 1
  if (version !== workspace.settingsVersion || version <= first) return await nothingDone(turn)
  const before = withoutGroups(await turn.settingsOf(turn.db, { id: workspace.id, settingsVersion: version - 1 }))
  await watchGroups(turn, workspace.tenantId, before)
  return { card: presentDraft(turn, turn.settings, await saveDraft(turn, workspace, before, turn.person), false) }
}

/** What is wrong around a draft, in a sentence: it was made when it was not yet so, or in another dialog. */
function sentenceOf({ path }: SettingsFault): SentenceKey {
  if (path === 'name') return 'settings.fault.name'
  if (path === 'escalation') return 'settings.fault.escalation'
  if (path.startsWith('ticketSystem')) return 'settings.fault.ticket-system'
  if (path.startsWith('groups.')) return groupFaultOf(path)
  return path === 'administrator' ? 'settings.fault.administrator' : 'settings.fault.services'
}

/** The card was older than what is: what is in force is shown, and nothing was done. */
async function nothingDone(turn: Turn): Promise<Shown> {
  return { ...(await showSettings(turn)), came: 'nothing' }
}

/** Somebody activated another version meanwhile: the same document, compared with what is in force now. */
async function rebase(turn: Turn, draft: SettingsDraft): Promise<Shown> {
  await watchGroups(turn, turn.workspace.tenantId, draft.document)
  const rebased = await saveDraft(turn, turn.workspace, draft.document, turn.person)
  return { card: presentDraft(turn, turn.settings, rebased, true), came: 'nothing' }
}

async function draftOf({ db, workspace, person }: Turn, revision?: string): Promise<SettingsDraft | undefined> {
  const draft = await findDraft(db, workspace.id, person.objectId)
  return revision === undefined || draft?.revision === revision ? draft : undefined
}

async function form(
  turn: Turn,
  filled: Omit<Parameters<typeof settingsForm>[1], 'offered' | 'systems'>,
): Promise<Shown> {
  const { db, t, workspace } = turn
  const systems = turn.systems.offeredTo(workspace.tenantId)
  const offered = (await findContract(db, workspace.tenantId))?.services ?? []
  return { dialog: { title: t('settings.title'), card: settingsForm(t, { ...filled, offered, systems }) } }
}
