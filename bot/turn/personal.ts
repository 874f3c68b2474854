import { sentencesIn } from '../../cards/sentences.ts'
import { markSeen } from '../../services/admission/seen.ts'
import { acceptsPersonalAccounts } from '../../services/contracts/contract.ts'
import { findContract } from '../../services/contracts/store.ts'
import { transact } from '../../services/db/transact.ts'
import { tell } from '../../services/notices/tell.ts'
import { languageOf, PERSONAL_TENANT } from '../../services/people/person.ts'
import { enterWorkspace, rememberPerson } from '../../services/people/store.ts'
import { currentWorkspace } from '../../services/workspaces/current.ts'
import { joinByCode } from '../../services/workspaces/invite.ts'
import type { WorkspaceNotice } from '../../services/workspaces/jobs.ts'
import { findCodeIn, homeOfPersonalAccount } from '../../services/workspaces/personal-accounts.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import { recordJoined } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Event } from '../teams/activity.ts'
import { type InvokeAnswer, isInvoke, spoken, takesEffectOnce } from './answer.ts'

/** Why a personal account is not let in. */
type Why = 'personal.text' | 'personal.code' | 'personal.off'

/**
 * The door of personal accounts, whose tenant is no organisation. One that was let in is a person of the organisation that
 * invited it, for as long as the workspace accepts such accounts (S1.17 to S1.19); any other is told how to be invited, and
 * comes in by sending its code. Everybody else passes as they are.
 */
export async function passPersonal(
  context: Context,
  event: Event,
): Promise<{ readonly event: Event } | { readonly answer: InvokeAnswer | undefined }> {
  if (event.tenantId !== PERSONAL_TENANT || event.kind === 'stranger') return { event }
  const { objectId } = event.sender
  const home = await homeOfPersonalAccount(context.db, objectId)
  // Nothing of an organisation's channels is for them.
  if (home === undefined || event.scope !== 'personal') return { answer: await letIn(context, event) }
  const workspace = await currentWorkspace(context.db, { tenantId: home, objectId })
  if (workspace !== undefined && (await accepts(context, workspace))) return { event: { ...event, tenantId: home } }
  return { answer: await turnAway(context, event, 'personal.off') }
}

async function accepts({ db, settingsOf }: Context, workspace: Workspace): Promise<boolean> {
  const { personalAccounts } = await settingsOf(db, workspace)
  return acceptsPersonalAccounts(await findContract(db, workspace.tenantId), workspace.isDefault, personalAccounts)
}

/** A code that is good lets them in; whatever else they write is answered by what to do. */
async function letIn(context: Context, event: Event): Promise<InvokeAnswer | undefined> {
  if (event.kind !== 'said' || event.scope !== 'personal') return await turnAway(context, event, 'personal.text')
  const invitation = await findCodeIn(context, event.words.text)
  const workspace = invitation && (await getWorkspace(context.db, invitation.workspaceId))
  if (invitation === undefined || workspace === undefined) {
    const isCode = /\S{4}-\S{4}-\S{4}-\S{4}/.test(event.words.text)
    return await turnAway(context, event, isCode ? 'personal.code' : 'personal.text')
  }
  if (!(await accepts(context, workspace))) return await turnAway(context, event, 'personal.off')
  const { tenantId } = workspace
  const { objectId, teamsId, name = '' } = event.sender
  const language = languageOf(event.locale, workspace.language)
  const chat = { serviceUrl: event.serviceUrl, conversationId: event.conversationId }
  await transact(context.db, async (db) => {
    const services = { db, now: context.now }
    if (!(await markSeen(db, event, context.now()))) return
    const person = { tenantId, objectId, name, teamsId, language, chat, workspaceId: undefined }
    if (!(await joinByCode(services, invitation, person))) return
    await rememberPerson(db, person)
    await enterWorkspace(db, person, workspace.id)
    await recordJoined(services, workspace, person)
    const notice = { kind: 'workspace-entered', workspaceId: workspace.id } as const
    await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, notice)
  })
  return undefined
}

async function turnAway({ db, now, config }: Context, event: Event, why: Why): Promise<InvokeAnswer | undefined> {
  const language = languageOf(event.locale, config.language)
  if (isInvoke(event)) return spoken(sentencesIn(language)(why))
  if (event.kind !== 'said' && event.kind !== 'installed' && event.kind !== 'pressed') return undefined
  const { serviceUrl, conversationId } = event
  await transact(db, async (tx) => {
    if (takesEffectOnce(event) && !(await markSeen(tx, event, now()))) return
    const address = { conversation: { serviceUrl, conversationId }, language }
    await tell<WorkspaceNotice>({ db: tx, now }, address, { kind: 'personal-account', why })
  })
  return undefined
}
