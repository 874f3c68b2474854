import type { Card } from '../../cards/render.ts'
import { membersCard } from '../../cards/workspaces/members.ts'
import { workspaceCard } from '../../cards/workspaces/workspace.ts'
import { clientOf, grantsOf, whoMay } from '../../services/access/access.ts'
import { isInForce } from '../../services/contracts/contract.ts'
import { findContract } from '../../services/contracts/store.ts'
import { samePerson } from '../../services/people/person.ts'
import { namesOf } from '../../services/people/store.ts'
import { listMembers, listOwnWorkspaces } from '../../services/workspaces/members.ts'
import { listWorkspaces } from '../../services/workspaces/store.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'
import type { Turn } from '../turn/reply.ts'

/** What one dialog can show and one act can do. */
export const MOST_MEMBERS = 200
const MOST_ADMINISTRATORS = 10

/** « Espace de travail » as it is now for who acts. */
export async function presentWorkspace(turn: Turn): Promise<Card> {
  const { db, t, person, workspace, settings, actor, now } = turn
  const contract = await findContract(db, workspace.tenantId)
  const named = whoMay(settings, 'member.manage').slice(0, MOST_ADMINISTRATORS)
  const names = await namesOf(db, workspace.tenantId, named)
  return workspaceCard(t, {
    workspace,
    administrators: named.map((id) => names.get(id) ?? '').filter((name) => name !== ''),
    contract,
    isContractOver: !isInForce(contract, now()),
    services: settings.services,
    isOneOfSeveral: (await listOwnWorkspaces(db, person)).length > 1,
    mayManage: actor.permissions.has('member.manage'),
    mayCreate: actor.permissions.has('workspace.create'),
  })
}

/** « Membres » of the workspace that who acts is in. */
export async function presentMembers(turn: Turn): Promise<Card> {
  const { db, t, workspace, person } = turn
  const members = await listMembers(db, workspace.id, MOST_MEMBERS)
  const isOneOfSeveral = (await targetsOf(turn)).length > 0
  const hasOthers = members.some((its) => !samePerson(its.person, person))
  return membersCard(t, { workspace, members, hasOthers, isOneOfSeveral })
}

/** The other workspaces to which who acts may move somebody: those where they manage members too. */
export async function targetsOf(turn: Turn): Promise<readonly Workspace[]> {
  const { db, workspace, actor, person } = turn
  if (actor.isServiceAdministrator)
    return (await listWorkspaces(db, workspace.tenantId)).filter(({ id }) => id !== workspace.id)
  const targets: Workspace[] = []
  for (const its of await listOwnWorkspaces(db, person))
    if (its.id !== workspace.id && (await mayManage(turn, its))) targets.push(its)
  return targets
}

async function mayManage({ db, settingsOf, person, client }: Turn, workspace: Workspace): Promise<boolean> {
  const who = { objectId: person.objectId, isInChannel: false, client: clientOf(client), isServiceAdministrator: false }
  return grantsOf(await settingsOf(db, workspace), who).has('member.manage')
}
