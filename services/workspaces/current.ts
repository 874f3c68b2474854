import type { Db } from '../db/connect.ts'
import { isPersonalAccount, type PersonKey } from '../people/person.ts'
import { findPerson } from '../people/store.ts'
import { findMember } from './members.ts'
import { findDeskIn, findWorkspace, getWorkspace } from './store.ts'
import { channelIdOf, type Workspace } from './workspace.ts'

/**
 * The workspace that somebody is in: the one that they chose, as long as they belong to it. `undefined`: nobody of their
 * organisation ever came, or a personal account belongs to none.
 */
export async function currentWorkspace(db: Db, person: PersonKey): Promise<Workspace | undefined> {
  const chosen = (await findPerson(db, person))?.workspaceId
  const member = chosen === undefined ? undefined : await findMember(db, chosen, person)
  if (member?.state === 'member') return await getWorkspace(db, member.workspaceId)
  return isPersonalAccount(person) ? undefined : await findWorkspace(db, person.tenantId)
}

/** The same where they act: in a desk's channel it is the desk's. */
export async function workspaceAt(db: Db, person: PersonKey, conversationId: string): Promise<Workspace | undefined> {
  const desk = await findDeskIn(db, channelIdOf(conversationId))
  const workspace = desk && (await getWorkspace(db, desk.workspaceId))
  return workspace?.tenantId === person.tenantId ? workspace : await currentWorkspace(db, person)
}
