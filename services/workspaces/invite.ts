import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { isPersonalAccount, type NamedPerson, type PersonKey } from '../people/person.ts'
import { enterWorkspace, findPerson, leaveWorkspace } from '../people/store.ts'
import type { WorkspaceNotice } from './jobs.ts'
import { acceptInvitation, addInvitation, listBelongings, removeMembership } from './members.ts'
import { admitPersonalAccount, type CodeInvitation, expelPersonalAccount, useCode } from './personal-accounts.ts'
import type { Workspace } from './workspace.ts'

type Needs = Pick<Services, 'db' | 'now'>

/**
 * Invites somebody to a workspace: one invitation for each (S1.16). They read it in their own chat, at once or as soon as they
 * have one (see `tellInvitations`). False: they were invited before, or belong to it.
 */
export async function invite(
  services: Needs,
  workspace: Pick<Workspace, 'id'>,
  person: NamedPerson,
  by: Pick<NamedPerson, 'objectId' | 'name'>,
): Promise<boolean> {
  if (!(await addInvitation(services, workspace.id, person, by))) return false
  if ((await findPerson(services.db, person))?.chat !== undefined) await tellInvitation(services, person, workspace.id)
  return true
}

/** Brings the invitations of somebody who can be reached only now. */
export async function tellInvitations(services: Needs, person: PersonKey): Promise<void> {
  for (const { workspace, state } of await listBelongings(services.db, person))
    if (state === 'invited') await tellInvitation(services, person, workspace.id)
}

async function tellInvitation(services: Needs, { tenantId, objectId }: PersonKey, workspaceId: string): Promise<void> {
  await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, { kind: 'invitation', workspaceId })
}

/** They accept: they belong to the workspace from now on, and are in it. False: there is no invitation any more. */
export async function join(services: Needs, workspaceId: string, person: NamedPerson): Promise<boolean> {
  if (!(await acceptInvitation(services, workspaceId, person))) return false
  await enterWorkspace(services.db, person, workspaceId)
  return true
}

/**
 * A personal account comes in by its code, as a person of the organisation that invited it. False: the code was used
 * meanwhile.
 */
export async function joinByCode(
  services: Needs,
  { codeHash, workspaceId, invitedBy }: CodeInvitation,
  person: NamedPerson,
): Promise<boolean> {
  const { db } = services
  if (!(await useCode(db, codeHash))) return false
  await admitPersonalAccount(services, person.objectId, person.tenantId)
  await addInvitation(services, workspaceId, person, invitedBy)
  await acceptInvitation(services, workspaceId, person)
  return true
}

/** Takes somebody out of a workspace, or takes their invitation back. False: there was nothing to take. */
export async function takeOut(
  services: Needs,
  workspace: Workspace,
  person: PersonKey,
  isTold = true,
): Promise<boolean> {
  const { db } = services
  const { tenantId, objectId } = person
  const known = await findPerson(db, person)
  const isIn = known?.workspaceId === workspace.id
  if (!(await removeMembership(db, workspace.id, person))) return false
  const open = (await listBelongings(db, person)).filter(({ state }) => state === 'member')
  const isPersonal = isPersonalAccount(person)
  // Whoever is left with the default workspace alone is as they were before they joined another.
  const isAlone = open.length === 1 && !isPersonal
  await leaveWorkspace(db, person, workspace.id, isAlone ? undefined : open[0]?.workspace.id)
  if (isPersonal && open.length === 0) await expelPersonalAccount(db, objectId)
  if (isIn && known?.chat !== undefined && isTold) {
    const notice = { kind: 'workspace-left', name: workspace.name } as const
    await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, notice)
  }
  return true
}
