import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import { addDuty, isOnline, removeDuty } from '../workspaces/duty.ts'
import { lockDesk } from '../workspaces/store.ts'
import { type Desk, deskSubject } from '../workspaces/workspace.ts'
import type { DeskJobs } from './jobs.ts'

/** Presence that lasts so long is told. */
const SETTLED_MS = 1_000

/** Puts an analyst on duty, or takes them off; the desk's card follows, and those who wait hear of it when it matters to them. */
export async function setDuty(
  services: Pick<Services, 'db' | 'now'>,
  desk: Desk,
  analyst: NamedPerson,
  on: boolean,
): Promise<void> {
  const { db, now } = services
  const { workspaceId } = desk
  // A row lock: two who leave at the same moment must not each believe that the other stays.
  await lockDesk(db, desk.id)
  const before = await isOnline(db, workspaceId)
  const changed = on
    ? await addDuty(services, workspaceId, analyst)
    : await removeDuty(db, workspaceId, analyst.objectId)
  if (!changed) return
  await enqueueRefresh(services, deskSubject(desk.id))
  const online = await isOnline(db, workspaceId)
  if (online === before) return
  // Debounced: whoever presses on and off and on tells nobody.
  const lane = `desk:${workspaceId}`
  const timer = { dueAt: now() + SETTLED_MS, timerKey: `${lane} presence` }
  await enqueue<DeskJobs>(db, { task: 'desk.presence', lane, payload: { workspaceId, online }, ...timer }, now())
}
