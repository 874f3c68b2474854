import { lastClosing } from '../calendars/calendar.ts'
import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { MINUTE_MS } from '../time.ts'
import { listOnDutySince } from '../workspaces/duty.ts'
import { findDeskById, getWorkspace } from '../workspaces/store.ts'
import type { DeskJobs, DeskNotice } from './jobs.ts'
import { tellLeaving } from './leave.ts'
import { setDuty } from './set-duty.ts'

/** Whoever helps the last of the day is not cut short. */
const GRACE_MS = 15 * MINUTE_MS
const MOST = 100

/**
 * The end of the day by the opening hours: whoever came on duty before the desk closed is off duty, and reads what is still theirs
 * (F7). Otherwise they would be on duty the next morning without being there. Whoever came since is there on purpose.
 */
export async function endShifts(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  { deskId }: DeskJobs['desk.shifts'],
): Promise<void> {
  const { db, now } = services
  const desk = await findDeskById(db, deskId)
  if (desk === undefined) return
  const workspace = await getWorkspace(db, desk.workspaceId)
  const { hours } = await services.settingsOf(db, workspace)
  const closedAt = hours === null ? undefined : lastClosing(hours, now() - GRACE_MS)
  if (closedAt === undefined) return
  for (const { objectId, name } of await listOnDutySince(db, desk, closedAt, MOST)) {
    const person = { tenantId: workspace.tenantId, objectId, name }
    if (!(await setDuty(services, desk, person, false))) continue
    await tell<DeskNotice>(services, { person }, { kind: 'shift-over', closedAt })
    await tellLeaving(services, desk, person)
  }
}
