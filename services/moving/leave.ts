import type { Services } from '../context.ts'
import { cancelHandoff, endHandoff } from '../handoffs/end.ts'
import { findOpenHandoff } from '../handoffs/store.ts'
import { isPersonalAccount, type PersonKey } from '../people/person.ts'
import { takeOut } from '../workspaces/invite.ts'
import type { Workspace } from '../workspaces/workspace.ts'

/**
 * Somebody is taken out of a workspace: access ends at once, also to the chat that they wait for or are in there, and both
 * sides are told. False: they neither belonged to it nor were invited.
 */
export async function leave(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  workspace: Workspace,
  person: PersonKey,
): Promise<boolean> {
  if (!(await takeOut(services, workspace, person, { isTold: true }))) return false
  const open = await findOpenHandoff(services.db, person)
  // To the default one they may belong without an invitation: their chat there goes on.
  if (open?.workspaceId !== workspace.id || (workspace.isDefault && !isPersonalAccount(person))) return true
  // Somebody may have taken it at this moment: then it is ended as one that goes on.
  const left = open.state === 'queued' ? await cancelHandoff(services, open) : open
  await endHandoff(services, left, 'requester')
  return true
}
