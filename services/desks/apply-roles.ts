import { type Access, CLIENTS, grantsOf } from '../access/access.ts'
import type { Permission } from '../access/policy.ts'
import type { Services } from '../context.ts'
import { findDesk } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { applyRoster } from './roster.ts'

/** Takes duty and chats away from whoever may not have them any more. */
export async function applyRoles(
  services: Pick<Services, 'db' | 'now'>,
  { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>,
  access: Access,
): Promise<void> {
  const desk = await findDesk(services.db, id)
  if (desk === undefined) return
  const may = (permission: Permission) => (objectId: string) =>
    CLIENTS.some((client) =>
      grantsOf(access, { objectId, isInChannel: true, client, isServiceAdministrator: false }).has(permission),
    )
  await applyRoster(services, desk, { mayStaff: may('desk.staff'), mayLead: may('chat.work') }, tenantId)
}
