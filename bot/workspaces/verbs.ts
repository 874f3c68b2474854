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
  missingServices,
  requestForm,
  workspaceName,
} from '../../cards/workspaces/workspace.ts'
import { findContract } from '../../services/contracts/store.ts'
import { movePerson } from '../../services/moving/move.ts'
import { tell } from '../../services/notices/tell.ts'
import { isPersonalAccount, samePerson } from '../../services/people/person.ts'
import { enterWorkspace, namesOf } from '../../services/people/store.ts'
import { maskSecrets } from '../../services/secrets/secret.ts'
import { createWorkspace } from '../../services/settings/create-workspace.ts'
import { openTicket } from '../../services/tickets/open.ts'
import { invite, join, takeOut } from '../../services/workspaces/invite.ts'
import { findMember, listBelongings, listMembers } from '../../services/workspaces/members.ts'
import { inviteByCode } from '../../services/workspaces/personal-accounts.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Member } from '../../services/workspaces/workspace.ts'
import type { MenuNotice } from '../menu/notices.ts'
import { keyOf } from '../tickets/key.ts'
import { dialogFor, type Kind, look, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { isMember, MOST_MEMBERS, offersPersonal, presentMembers, presentWorkspace, targetsOf } from './present.ts'

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

async function showInvitation({ db, t }: Turn, { state, workspaceId, invitedBy }: Member): Promise<Shown> {
  if (state !== 'invited') return { card: invitationOverCard(t, false), came: 'nothing' }
  return { card: invitationCard(t, { workspace: await getWorkspace(db, workspaceId), invitedByName: invitedBy.name }) }
}

async function accept(turn: Turn, { workspaceId }: Member): Promise<Shown> {
  const { db, t, person } = turn
  const workspace = await getWorkspace(db, workspaceId)
  if (!(await join(turn, workspaceId, person))) return { card: invitationOverCard(t, false), came: 'nothing' }
  return { card: enteredCard(t, workspace) }
}

async function decline(turn: Turn, { state, workspaceId }: Member): Promise<Shown> {
  const { db, t, person } = turn
  if (state !== 'invited') return { card: invitationOverCard(t, false), came: 'nothing' }
  await takeOut(turn, await getWorkspace(db, workspaceId), person)
  return { card: invitationOverCard(t, true) }
}

async function showChoice(
  { db, t, person, workspace }: Turn,
  nonce: string,
  faults: readonly string[],
): Promise<Shown> {
  const open = (await listBelongings(db, person)).filter(isMember)
  const workspaces = open.map((its) => its.workspace)
  return dialog(t('workspace.choose'), chooseForm(t, nonce, workspaces, { current: workspace.id, faults }))
}

/** « Changer d’espace de travail »: remembered, and a new menu shows what is offered there (S1.7). */
async function choose(turn: Turn, { nonce, sent }: Saved<Dialogs['workspace.choose']>): Promise<Shown> {
  const { db, t, person } = turn
  const open = (await listBelongings(db, person)).filter(isMember)
  const chosen = sent.ok ? open.find(({ workspace }) => workspace.id === sent.fields.workspace)?.workspace : undefined
  if (chosen === undefined)
    return { ...(await showChoice(turn, nonce, [t('workspace.fault.choice')])), came: 'refused' }
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
  const wanted = { tenantId, name: title, language, administrator: { objectId, name } }
  const created = await createWorkspace(turn, config, wanted, person)
  if (typeof created === 'string') return { ...showCreation(turn, nonce, sent.fields, [created]), came: 'refused' }
  const done = t('workspace.created', { name: asWritten(created.name) })
  return dialog(t('workspace.create'), doneCard(t, done, [t('workspace.created.text')]))
}

async function showRequest({ db, t, workspace, settings }: Turn, nonce: string): Promise<Shown> {
  const missing = missingServices(await findContract(db, workspace.tenantId), settings.services)
  return dialog(t('workspace.request'), requestForm(t, nonce, missing))
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
      title: maskSecrets(t('workspace.request.subject', { service })).text,
      description: maskSecrets(t('workspace.request.text', { service, name })).text,
      urgency: 'normal',
      category: undefined,
      requester: person,
      opener: person,
    },
    keyOf(turn, nonce),
  )
  if ('tooMany' in opened)
    return { ...dialog(t('workspace.request'), doneCard(t, t('form.fault.share'))), came: 'refused' }
  return dialog(t('workspace.request'), doneCard(t, t('workspace.requested', { number: opened.number })))
}

async function showInvite(turn: Turn, nonce: string, value: string, faults: readonly string[]): Promise<Shown> {
  const { t } = turn
  return dialog(t('member.invite'), inviteForm(t, nonce, { isOffered: await offersPersonal(turn), value }, faults))
}

async function saveInvite(turn: Turn, { nonce, sent }: Saved<Dialogs['member.invite']>): Promise<Shown> {
  const { db, t, person, workspace } = turn
  const { people, personal } = sent.ok ? sent.fields : { people: [], personal: sent.values.personal }
  const again = (fault: string) => showInvite(turn, nonce, personal, [fault])
  if (people.some((objectId) => isPersonalAccount({ objectId }))) return await again(t('member.fault.personal'))
  const wantsCode = personal !== '' && (await offersPersonal(turn))
  if (!sent.ok || (people.length === 0 && !wantsCode))
    return { ...(await again(t('member.fault.nobody'))), came: 'nothing' }
  const names = await namesOf(db, workspace.tenantId, people)
  let count = 0
  for (const objectId of people) {
    const invited = { tenantId: workspace.tenantId, objectId, name: names.get(objectId) ?? '' }
    if (await invite(turn, workspace, invited, person)) count += 1
  }
  const code = wantsCode ? await inviteByCode(turn, workspace.id, personal, person) : undefined
  return dialog(t('member.invite'), invitedCard(t, count, code))
}

/** Whom somebody may take out or move: nobody themselves, so that a workspace is not left without its administrator. */
async function othersIn({ db, workspace, person }: Turn): Promise<readonly Member[]> {
  const members = await listMembers(db, workspace.id, MOST_MEMBERS)
  return members.filter((its) => !samePerson(its.person, person))
}

async function showRemove(turn: Turn, nonce: string, faults: readonly string[]): Promise<Shown> {
  const { t } = turn
  const members = await othersIn(turn)
  return dialog(t('member.remove'), removeForm(t, nonce, members, faults))
}

async function remove(turn: Turn, { nonce, sent }: Saved<Dialogs['member.remove']>): Promise<Shown> {
  const { t, workspace, person: by } = turn
  if (!sent.ok) return await showRemove(turn, nonce, [t('member.fault.nobody')])
  let count = 0
  for (const objectId of sent.fields.people.filter((id) => id !== by.objectId))
    if (await takeOut(turn, workspace, { tenantId: workspace.tenantId, objectId })) count += 1
  return {
    ...dialog(t('member.remove'), doneCard(t, t('member.removed', { count }))),
    ...(count > 0 ? {} : { came: 'nothing' }),
  }
}

async function showMove(turn: Turn, nonce: string, faults: readonly string[]): Promise<Shown> {
  const { t } = turn
  const members = (await othersIn(turn)).filter(isMember)
  return dialog(t('member.move'), moveForm(t, nonce, { members, targets: await targetsOf(turn) }, faults))
}

/** « Déplacer »: nobody registers again (S1.8). */
async function move(turn: Turn, { nonce, sent }: Saved<Dialogs['member.move']>): Promise<Shown> {
  const { db, t, workspace, person: by } = turn
  if (!sent.ok) return await showMove(turn, nonce, [t('member.fault.nobody')])
  const target = (await targetsOf(turn)).find(({ id }) => id === sent.fields.workspace)
  if (target === undefined) return { ...(await showMove(turn, nonce, [t('workspace.fault.choice')])), came: 'refused' }
  let count = 0
  for (const objectId of sent.fields.people.filter((id) => id !== by.objectId)) {
    const member = await findMember(db, workspace.id, { tenantId: workspace.tenantId, objectId })
    if (member === undefined) continue
    await movePerson(turn, member.person, { from: workspace, to: target, by })
    count += 1
  }
  return {
    ...dialog(t('member.move'), doneCard(t, t('member.moved.done', { count }))),
    ...(count > 0 ? {} : { came: 'nothing' }),
  }
}

function dialog(title: string, card: Card): { readonly dialog: { readonly title: string; readonly card: Card } } {
  return { dialog: { title, card } }
}
