import { sentencesIn } from '../../cards/sentences.ts'
import { notLetIn } from '../../cards/workspaces/members.ts'
import { CLIENTS, grantsOf } from '../../services/access/access.ts'
import { isServiceAdministrator } from '../../services/access/administrators.ts'
import { markSeen } from '../../services/admission/seen.ts'
import { transact } from '../../services/db/transact.ts'
import { tell } from '../../services/notices/tell.ts'
import { isPersonalAccount, languageOf, PERSONAL_TENANT } from '../../services/people/person.ts'
import { enterWorkspace, rememberPerson } from '../../services/people/store.ts'
import { acceptsPersonal } from '../../services/settings/accepts.ts'
import { currentWorkspace } from '../../services/workspaces/current.ts'
import { joinByCode } from '../../services/workspaces/invite.ts'
import type { NotLetIn, WorkspaceNotice } from '../../services/workspaces/jobs.ts'
import { findMember, listOwnWorkspaces } from '../../services/workspaces/members.ts'
import { type CodeInvitation, findCodeIn, homeOfPersonalAccount } from '../../services/workspaces/personal-accounts.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { recordJoined } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Event, EventOf } from '../teams/activity.ts'
import { type InvokeAnswer, isInvoke, spoken, takesEffectOnce } from './answer.ts'

type Passed = { readonly event: Event } | { readonly answer: InvokeAnswer | undefined }

/**
 * The door of personal accounts, which are of no organisation, whatever tenant they are met in. One that was let in is a
 * person of the organisation that invited it, in its own chat, for as long as the workspace accepts such accounts (S1.17 to
 * S1.19). Any other is told how to be invited, and comes in by sending its code. Everybody else passes as they are.
 */
export async function passPersonal(context: Context, event: Event): Promise<Passed> {
  if (event.kind === 'stranger') return { event }
  if (event.tenantId !== PERSONAL_TENANT && !isPersonalAccount(event.sender)) return { event }
  if (event.scope !== 'personal') return { answer: await turnAway(context, event, 'uninvited') }
  const { objectId } = event.sender
  // A code is for us, whoever sends it: it never reaches an analyst.
  const code = event.kind === 'said' ? await findCodeIn(context, event.words.text) : 'none'
  if (event.kind === 'said' && typeof code === 'object') return { answer: await letIn(context, event, code) }
  const home = await homeOfPersonalAccount(context.db, objectId)
  if (home === undefined)
    return { answer: await turnAway(context, event, code === 'unknown' ? 'wrong-code' : 'uninvited') }
  const person = { tenantId: home, objectId }
  const theirs = { ...event, tenantId: home }
  // What they take back, or that they are gone, is heard wherever they are.
  if (event.kind === 'deleted' || event.kind === 'removed') return { event: theirs }
  const workspace = await currentWorkspace(context.db, person)
  if (workspace !== undefined && (await acceptsPersonal(context, workspace))) return { event: theirs }
  for (const other of await listOwnWorkspaces(context.db, person)) {
    if (!(await acceptsPersonal(context, other))) continue
    await enterWorkspace(context.db, person, other.id)
    return { event: theirs }
  }
  return { answer: await turnAway(context, event, 'not-accepted') }
}

/** Whoever made the code may still invite; nobody in Teams made one from a command. */
async function isByRight({ db, settingsOf, config }: Context, { invitedBy }: CodeInvitation, workspace: Workspace) {
  const { objectId } = invitedBy
  const inviter = { tenantId: workspace.tenantId, objectId }
  if (objectId === '' || (await isServiceAdministrator(db, config, inviter))) return true
  const belongs = workspace.isDefault || (await findMember(db, workspace.id, inviter))?.state === 'member'
  const settings = await settingsOf(db, workspace)
  const may = CLIENTS.some((client) =>
    grantsOf(settings, { objectId, isInChannel: false, client, isServiceAdministrator: false }).has('member.manage'),
  )
  return belongs && may
}

async function letIn(context: Context, event: EventOf<'said'>, invitation: CodeInvitation) {
  const workspace = await getWorkspace(context.db, invitation.workspaceId)
  if (!(await isByRight(context, invitation, workspace))) return await turnAway(context, event, 'wrong-code')
  if (!(await acceptsPersonal(context, workspace))) return await turnAway(context, event, 'not-accepted')
  const { tenantId } = workspace
  const { objectId, teamsId, name = '' } = event.sender
  const language = languageOf(event.locale, workspace.language)
  const chat = { serviceUrl: event.serviceUrl, conversationId: event.conversationId }
  const person = { tenantId, objectId, name, teamsId, language, chat, workspaceId: undefined }
  const isIn = await transact(context.db, async (db) => {
    const services = { db, now: context.now }
    if (!(await joinByCode(services, invitation, person))) return false
    if (!(await markSeen(db, event, context.now()))) return true
    await rememberPerson(db, person)
    await enterWorkspace(db, person, workspace.id)
    await recordJoined(services, workspace, person)
    const notice = { kind: 'workspace-entered', workspaceId: workspace.id } as const
    await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, notice)
    return true
  })
  return isIn ? undefined : await turnAway(context, event, 'wrong-code')
}

/** What happens by itself is answered by nothing; a button by a sentence, anything else by a card. */
async function turnAway({ db, now, config }: Context, event: Event, why: NotLetIn): Promise<InvokeAnswer | undefined> {
  const language = languageOf(event.locale, config.language)
  if (isInvoke(event)) return spoken(notLetIn(sentencesIn(language), why))
  if (event.kind !== 'said' && event.kind !== 'installed' && event.kind !== 'pressed') return undefined
  const { serviceUrl, conversationId } = event
  await transact(db, async (tx) => {
    if (takesEffectOnce(event) && !(await markSeen(tx, event, now()))) return
    const address = { conversation: { serviceUrl, conversationId }, language }
    await tell<WorkspaceNotice>({ db: tx, now }, address, { kind: 'personal-account', why })
  })
  return undefined
}
