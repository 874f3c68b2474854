import type { Services } from '../context.ts'
import { ServiceDeskError } from '../errors.ts'
import { tell } from '../notices/tell.ts'
import { isPersonalAccount, type NamedPerson, type PersonKey } from '../people/person.ts'
import { enterWorkspace, findPerson, leaveWorkspace } from '../people/store.ts'
import type { WorkspaceNotice } from './jobs.ts'
import {
  acceptInvitation,
  addInvitation,
  findMember,
  listInvitations,
  listOwnWorkspaces,
  removeMembership,
} from './members.ts'
import {
  admitPersonalAccount,
  type CodeInvitation,
  expelPersonalAccount,
  forgetCodesOf,
  homeOfPersonalAccount,
  useCode,
} from './personal-accounts.ts'
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
  for (const { id } of await listInvitations(services.db, person)) await tellInvitation(services, person, id)
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
 * meanwhile, or they are a person of another organisation.
 */
export async function joinByCode(
  services: Needs,
  { codeHash, workspaceId, invitedBy }: CodeInvitation,
  person: NamedPerson,
): Promise<boolean> {
  const { db } = services
  // One organisation at a time.
  const home = await homeOfPersonalAccount(db, person.objectId)
  if (home !== undefined && home !== person.tenantId) return false
  if (!(await useCode(db, codeHash))) return false
  if (!(await admitPersonalAccount(services, person)))
    throw new ServiceDeskError('conflict', 'They were let into another organisation at the same moment.')
  await addInvitation(services, workspaceId, person, invitedBy)
  await acceptInvitation(services, workspaceId, person)
  return true
}

/**
 * Takes somebody out of a workspace, or takes their invitation back. Codes that they made for it are none any more, so that
 * nobody comes in by their word. `isTold`: they read that they are out. False: there was nothing to take.
 */
export async function takeOut(
  services: Needs,
  workspace: Workspace,
  person: PersonKey,
  { isTold }: { readonly isTold: boolean },
): Promise<boolean> {
  const { db } = services
  const { tenantId, objectId } = person
  const member = await findMember(db, workspace.id, person)
  if (!(await removeMembership(db, workspace.id, person))) return false
  await forgetCodesOf(db, workspace.id, objectId)
  const left = await listOwnWorkspaces(db, person)
  const isPersonal = isPersonalAccount(person)
  // Whoever is left with the default workspace alone is as they were before they joined another.
  const isAlone = left.length === 1 && !isPersonal
  await leaveWorkspace(db, person, workspace.id, isAlone ? undefined : left[0]?.id)
  if (isPersonal && left.length === 0) await expelPersonalAccount(db, person)
  const isOut = !left.some(({ id }) => id === workspace.id)
  if (isTold && isOut && member?.state === 'member' && (await findPerson(db, person))?.chat !== undefined) {
    const notice = { kind: 'workspace-left', name: workspace.name } as const
    await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, notice)
  }
  return true
}
