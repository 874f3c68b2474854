import type { Services } from '../context.ts'
import { whoIsOnDuty } from '../workspaces/duty.ts'
import { findDesk } from '../workspaces/store.ts'
import type { Desk } from '../workspaces/workspace.ts'
import { setDuty } from './set-duty.ts'

const MOST_ON_DUTY = 500

/** Takes off duty whoever is not, or no longer, among the members of the desk's team. */
export async function applyRoster(
  services: Pick<Services, 'db' | 'now'>,
  desk: Desk,
  isMember: (objectId: string) => boolean,
  tenantId: string,
): Promise<number> {
  // The desk moved meanwhile: its roster says nothing of who is on duty in the next.
  if ((await findDesk(services.db, desk.workspaceId))?.id !== desk.id) return 0
  const { analysts } = await whoIsOnDuty(services.db, desk.workspaceId, MOST_ON_DUTY)
  const gone = analysts.filter(({ objectId }) => !isMember(objectId))
  for (const { objectId, name } of gone) await setDuty(services, desk, { tenantId, objectId, name }, false)
  return gone.length
}
