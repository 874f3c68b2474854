import { type Access, CLIENTS, grantsOf } from '../access/access.ts'
import type { Services } from '../context.ts'
import { findDesk } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { applyRoster } from './roster.ts'

/** Takes off duty whoever may not be on duty any more. */
export async function applyRoles(
  services: Pick<Services, 'db' | 'now'>,
  { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>,
  access: Access,
): Promise<void> {
  const desk = await findDesk(services.db, id)
  if (desk === undefined) return
  const mayStaff = (objectId: string) =>
    CLIENTS.some((client) =>
      grantsOf(access, { objectId, isInChannel: true, client, isServiceAdministrator: false }).has('desk.staff'),
    )
  await applyRoster(services, desk, mayStaff, tenantId)
}
