import { type Access, isGrantedTo } from '../access/access.ts'
import type { Permission } from '../access/policy.ts'
import type { Services } from '../context.ts'
import { listDesksOf, lockDesk } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { applyRoster, type Staying } from './roster.ts'

/** Takes duty and chats away from whoever may not have them any more. */
export async function applyRoles(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>,
  access: Access,
  administrators: ReadonlySet<string>,
): Promise<void> {
  const desks = await listDesksOf(services.db, id)
  // Locks are taken in one order: all desks', then the chats'.
  for (const desk of desks) await lockDesk(services.db, desk.id)
  for (const desk of desks) await applyRoster(services, desk, stayingBy(access, administrators), tenantId)
}

/** Who may go on by their roles, with any client, as long as they are in the desk's channel. */
export function stayingBy(access: Access, administrators: ReadonlySet<string>): Staying {
  const may = (permission: Permission) => (objectId: string) => {
    const isServiceAdministrator = administrators.has(objectId)
    return isGrantedTo(access, { objectId, isInChannel: true, isServiceAdministrator }, permission)
  }
  return { mayStaff: may('desk.staff'), mayLead: may('chat.work') }
}
