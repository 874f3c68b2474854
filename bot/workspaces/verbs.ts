import { randomUUID } from 'node:crypto'
import { asWritten } from '../../cards/as-written.ts'
import type { Card } from '../../cards/render.ts'
import { type workspaceActions, workspaceDialogs } from '../../cards/workspaces/actions.ts'
import {
  invitationCard,
  invitationOverCard,
  invitedCard,
  inviteForm,
  moveForm,
  removeForm,
} from '../../cards/workspaces/members.ts'
import {
  type CreateValues,
  chooseForm,
  createForm,
  doneCard,
  enteredCard,
  requestForm,
  workspaceName,
} from '../../cards/workspaces/workspace.ts'
import { hasRole } from '../../services/access/access.ts'
import { missingServices } from '../../services/contracts/contract.ts'
import { findContract } from '../../services/contracts/store.ts'
import { leave } from '../../services/moving/leave.ts'
import { movePerson } from '../../services/moving/move.ts'
import { tell } from '../../services/notices/tell.ts'
import { isPersonalAccount, samePerson } from '../../services/people/person.ts'
import { enterWorkspace, namesOf } from '../../services/people/store.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { acceptsPersonal } from '../../services/settings/accepts.ts'
import { createWorkspace } from '../../services/settings/create-workspace.ts'
import { openTicket } from '../../services/tickets/open.ts'
import { cut } from '../../services/words/words.ts'
import { invite, join, takeOut } from '../../services/workspaces/invite.ts'
import { findMember, listMembers, listOwnWorkspaces } from '../../services/workspaces/members.ts'
import { inviteByCode } from '../../services/workspaces/personal-accounts.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Member } from '../../services/workspaces/workspace.ts'
import { recordAct } from '../audit/record.ts'
import type { MenuNotice } from '../menu/notices.ts'
import { keyOf } from '../tickets/key.ts'
import { dialogFor, type Kind, look, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { MOST_MEMBERS, presentMembers, presentWorkspace, targetsOf } from './present.ts'

/** An invitation of one's own. */
const invitation: Kind<Member, { readonly workspaceId: string }> = {
  find: ({ db, person }, { workspaceId }) => findMember(db, workspaceId, person),
  owned: ({ workspaceId, person }) => ({ workspaceId, requester: person }),
}

export const workspaceVerbs = {
  'workspace.show': look('workspace.read', async (turn) => ({ card: await presentWorkspace(turn) })),
  'invitation.show': on(invitation, 'invitation.answer', showInvitation),
  'invitation.accept': on(invitation, 'invitation.answer', accept),
  'invitation.decline': on(invitation, 'invitation.answer', decline),
  'member.show': look('member.manage', async (turn) => ({ card: await presentMembers(turn) })),
} satisfies Verbs<typeof workspaceActions>

export const workspaceForms = {
  'workspace.choose': dialogFor(workspaceDialogs['workspace.choose'], 'workspace.choose', {
    open: (turn) => showChoice(turn, randomUUID(), []),
    save: choose,
  }),
  'workspace.create': dialogFor(workspaceDialogs['workspace.create'], 'workspace.create', {
    open: async (turn) =>
      showCreation(turn, randomUUID(), { title: '', administrator: '', language: turn.workspace.language }, []),
    save: create,
  }),
  'workspace.request': dialogFor(workspaceDialogs['workspace.request'], 'ticket.open', {
    open: (turn) => showRequest(turn, randomUUID()),
    save: request,
  }),
  'member.invite': dialogFor(workspaceDialogs['member.invite'], 'member.manage', {
    open: (turn) => showInvite(turn, randomUUID(), '', []),
    save: saveInvite,
  }),
  'member.remove': dialogFor(workspaceDialogs['member.remove'], 'member.manage', {
    open: (turn) => showRemove(turn, randomUUID(), []),
    save: remove,
  }),
  'member.move': dialogFor(workspaceDialogs['member.move'], 'member.manage', {
    open: (turn) => showMove(turn, randomUUID(), []),
    save: move,
  }),
} satisfies Forms<typeof workspaceDialogs>

type Dialogs = typeof workspaceDialogs
/** Of an incident's title. */
const LONGEST_TITLE = 100

async function showInvitation({ db, t }: Turn, { state, workspaceId, invitedBy }: Member): Promise<Shown> {
  if (state !== 'invited') return { card: invitationOverCard(t, false), came: 'nothing' }
  return { card: invitationCard(t, { workspace: await getWorkspace(db, workspaceId), invitedBy }) }
}

async function accept(turn: Turn, { workspaceId }: Member): Promise<Shown> {
  const { db, t, person } = turn
  const workspace = await getWorkspace(db, workspaceId)
  const isNew = await join(turn, workspaceId, person)
  // Pressed twice, or a press that came twice: they belong to it, and are in it.
  if (!isNew) await enterWorkspace(db, person, workspaceId)
  return { card: enteredCard(t, workspace), ...(isNew ? {} : { came: 'nothing' }) }
}

async function decline(turn: Turn, { state, workspaceId }: Member): Promise<Shown> {
  const { db, t, person } = turn
  if (state !== 'invited') return { card: invitationOverCard(t, false), came: 'nothing' }
  await takeOut(turn, await getWorkspace(db, workspaceId), person, { isTold: false })
  return { card: invitationOverCard(t, true) }
}

async function showChoice(
  { db, t, person, workspace }: Turn,
  nonce: string,
  faults: readonly string[],
): Promise<Shown> {
  const own = await listOwnWorkspaces(db, person)
  return dialog(t('workspace.choose'), chooseForm(t, nonce, own, { current: workspace.id, faults }))
}

/** « Changer d’espace de travail »: remembered, and a new menu shows what is offered there (S1.7). */
async function choose(turn: Turn, { nonce, sent }: Saved<Dialogs['workspace.choose']>): Promise<Shown> {
  const { db, t, person } = turn
  const own = await listOwnWorkspaces(db, person)
  const chosen = sent.ok ? own.find(({ id }) => id === sent.fields.workspace) : undefined
  if (chosen === undefined) {
    const again = await showChoice(turn, nonce, [t('workspace.fault.choice')])
    return { ...again, came: 'refused' }
  }
  await enterWorkspace(db, person, chosen.id)
  await tell<MenuNotice>(turn, { person }, { kind: 'menu' })
  const title = t('workspace.entered', { name: asWritten(workspaceName(t, chosen)) })
  return dialog(t('workspace.choose'), doneCard(t, title))
}

function showCreation(
  { t }: Turn,
  nonce: string,
  values: CreateValues,
  faults: Parameters<typeof createForm>[3],
): Shown {
  return dialog(t('workspace.create'), createForm(t, nonce, values, faults))
}

async function create(turn: Turn, { nonce, sent }: Saved<Dialogs['workspace.create']>): Promise<Shown> {
  const { db, t, person, config } = turn
  if (!sent.ok) return showCreation(turn, nonce, sent.values, sent.faults)
  const { title, administrator: objectId, language } = sent.fields
  const { tenantId } = person
  const name = (await namesOf(db, tenantId, [objectId])).get(objectId) ?? ''
  const wanted = { tenantId, name: title, language, administrator: { objectId, name }, key: keyOf(turn, nonce) }
  const created = await createWorkspace(turn, config, wanted, person)
  if (typeof created === 'string') return { ...showCreation(turn, nonce, sent.fields, [created]), came: 'refused' }
  const done = t('workspace.created', { name: asWritten(created.name) })
  return dialog(t('workspace.create'), doneCard(t, done, [t('workspace.created.text')]))
}

async function showRequest({ db, t, workspace, settings }: Turn, nonce: string): Promise<Shown> {
  const missing = missingServices(await findContract(db, workspace.tenantId), settings.services)
  const title = t('workspace.request')
  if (missing.length === 0) return dialog(title, doneCard(t, t('workspace.request.none')))
  return dialog(title, requestForm(t, nonce, missing))
}

/** « Demander un service »: an incident, as whoever adds it works on it as on any other (S1.12). */
async function request(turn: Turn, { nonce, sent }: Saved<Dialogs['workspace.request']>): Promise<Shown> {
  const { db, t, person, workspace, settings } = turn
  const missing = missingServices(await findContract(db, workspace.tenantId), settings.services)
  const service = sent.ok ? missing.find((its) => its === sent.fields.service) : undefined
  if (service === undefined) return { ...(await showRequest(turn, nonce)), came: 'nothing' }
  const name = workspaceName(t, workspace)
  const opened = await openTicket(
    turn,
    workspace,
    {
      title: maskSecrets(cut(t('workspace.request.subject', { service }), LONGEST_TITLE)).text,
      description: maskSecrets(t('workspace.request.text', { service, name })).text,
      urgency: 'normal',
      impact: 'one',
      category: undefined,
      requester: person,
      opener: person,
    },
    keyOf(turn, nonce),
  )
  const title = t('workspace.request')
  if ('tooMany' in opened) return { ...dialog(title, doneCard(t, t('workspace.request.share'))), came: 'refused' }
  return dialog(title, doneCard(t, t('workspace.requested', { number: opened.number })))
}

async function showInvite(turn: Turn, nonce: string, value: string, faults: readonly string[]): Promise<Shown> {
  const { t } = turn
  return dialog(
    t('member.invite'),
    inviteForm(t, nonce, { isOffered: await acceptsPersonal(turn, turn.workspace), value }, faults),
  )
}

async function saveInvite(turn: Turn, { nonce, sent }: Saved<Dialogs['member.invite']>): Promise<Shown> {
  const { db, t, person, workspace } = turn
  const { people, personal } = sent.ok ? sent.fields : { people: [], personal: sent.values.personal }
  const again = async (fault: string): Promise<Shown> => {
    const shown = await showInvite(turn, nonce, personal, [fault])
    return { ...shown, came: 'nothing' }
  }
  if (people.some((objectId) => isPersonalAccount({ objectId }))) return await again(t('member.fault.personal'))
  if (personal !== '' && !(await acceptsPersonal(turn, turn.workspace)))
    return await again(t('member.fault.no-personal'))
  if (people.length === 0 && personal === '') return await again(t('member.fault.nobody'))
  const { tenantId } = workspace
  const names = await namesOf(db, tenantId, people)
  let count = 0
  for (const objectId of people) {
    const isNew = await invite(turn, workspace, { tenantId, objectId, name: names.get(objectId) ?? '' }, person)
    if (!isNew) continue
    await record(turn, objectId)
    count += 1
  }
  const { objectId, name } = person
  const by = { objectId, name, key: keyOf(turn, nonce) }
  const code = personal === '' ? undefined : await inviteByCode(turn, workspace.id, personal, by)
  if (code !== undefined) await record(turn)
  return { ...dialog(t('member.invite'), invitedCard(t, count, code)), came: 'recorded' }
}

/** Whom somebody may take out or move: nobody themselves, so that a workspace is not left without its administrator. */
async function othersIn({ db, workspace, person }: Turn): Promise<readonly Member[]> {
  const members = await listMembers(db, workspace.id, MOST_MEMBERS)
  return members.filter((its) => !samePerson(its.person, person))
}

/** Those of `ids` who belong here or are invited; or, first, whose role here must be taken away before they can go. */
async function leaving(turn: Turn, ids: readonly string[]): Promise<readonly Member[] | { readonly withRole: string }> {
  const { db, workspace, settings, person } = turn
  const { tenantId } = workspace
  const found: Member[] = []
  for (const objectId of ids.filter((id) => id !== person.objectId)) {
    const member = await findMember(db, workspace.id, { tenantId, objectId })
    if (member === undefined) continue
    if (hasRole(settings, objectId)) return { withRole: member.person.name }
    found.push(member)
  }
  return found
}

async function showRemove(turn: Turn, nonce: string, faults: readonly string[]): Promise<Shown> {
  const { t, workspace } = turn
  const view = { members: await othersIn(turn), isDefault: workspace.isDefault }
  return dialog(t('member.remove'), removeForm(t, nonce, view, faults))
}

async function remove(turn: Turn, { nonce, sent }: Saved<Dialogs['member.remove']>): Promise<Shown> {
  const { t, workspace } = turn
  if (!sent.ok) return await showRemove(turn, nonce, [t('member.fault.nobody')])
  const members = await leaving(turn, sent.fields.people)
  if ('withRole' in members) {
    const again = await showRemove(turn, nonce, [t('member.fault.role', { name: asWritten(members.withRole) })])
    return { ...again, came: 'refused' }
  }
  for (const { person } of members) {
    await leave(turn, workspace, person)
    await record(turn, person.objectId)
  }
  const done = doneCard(t, t('member.removed', { count: members.length }))
  return { ...dialog(t('member.remove'), done), came: 'recorded' }
}

async function showMove(turn: Turn, nonce: string, faults: readonly string[]): Promise<Shown> {
  const { t } = turn
  const members = (await othersIn(turn)).filter(({ state }) => state === 'member')
  return dialog(t('member.move'), moveForm(t, nonce, { members, targets: await targetsOf(turn) }, faults))
}

/** « Transférer »: nobody registers again (S1.8). Whoever is only invited has not agreed to anything yet. */
async function move(turn: Turn, { nonce, sent }: Saved<Dialogs['member.move']>): Promise<Shown> {
  const { t, workspace, person: by } = turn
  if (!sent.ok) return await showMove(turn, nonce, [t('member.fault.nobody')])
  const refused = async (fault: string): Promise<Shown> => {
    const shown = await showMove(turn, nonce, [fault])
    return { ...shown, came: 'refused' }
  }
  const to = (await targetsOf(turn)).find(({ id }) => id === sent.fields.workspace)
  if (to === undefined) return await refused(t('workspace.fault.choice'))
  const found = await leaving(turn, sent.fields.people)
  if ('withRole' in found) return await refused(t('member.fault.role', { name: asWritten(found.withRole) }))
  let count = 0
  for (const { person } of found.filter(({ state }) => state === 'member')) {
    if ((await movePerson(turn, person, { from: workspace, to, by })) !== 'moved') continue
    await record(turn, person.objectId)
    await record(turn, person.objectId, to.id)
    count += 1
  }
  const stay = found.length - count
  const why = stay === 0 ? [] : [t('member.move.stay', { count: stay })]
  return { ...dialog(t('member.move'), doneCard(t, t('member.moved.done', { count }), why)), came: 'recorded' }
}

/** An entry of the audit for each person of an act that is about several. */
async function record(turn: Turn, requester?: string, workspaceId?: string): Promise<void> {
  await recordAct(turn, { act: turn.verb ?? '', permission: 'member.manage', requester, workspaceId })
}

function dialog(title: string, card: Card): { readonly dialog: { readonly title: string; readonly card: Card } } {
  return { dialog: { title, card } }
}
