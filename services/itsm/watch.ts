import { nextOpening } from '../calendars/calendar.ts'
import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { hasJobs } from '../jobs/pending.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import type { Settings } from '../settings/settings.ts'
import { DAY_MS } from '../time.ts'
import { findDesk, getWorkspace, listDesksOf } from '../workspaces/store.ts'
import { deskSubject } from '../workspaces/workspace.ts'
import type { ItsmJobs, ItsmNotice } from './jobs.ts'

/** The day's look at how far a workspace is in step with its ticket system (S3.7): the desk reads it in its own card's thread. */
export async function watchSystem(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  { workspaceId }: ItsmJobs['itsm.watch'],
): Promise<void> {
  const { db, settingsOf } = services
  const settings = await settingsOf(db, await getWorkspace(db, workspaceId))
  await refreshDesks(services, workspaceId)
  // Whoever chooses a system again is watched again.
  if (settings.ticketSystem === null) return
  const desk = await findDesk(db, workspaceId)
  if (desk !== undefined)
    await tell<ItsmNotice>(services, { thread: deskSubject(desk.id) }, { kind: 'system-watch', workspaceId })
  await planWatch(services, workspaceId, settings)
}

/** Sees to it that a workspace is watched from now on. */
export async function ensureWatch(
  services: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  settings: Pick<Settings, 'hours'>,
): Promise<void> {
  if (!(await hasJobs(services.db, laneOf(workspaceId)))) await planWatch(services, workspaceId, settings)
}

/** When the desk opens the next day; where its hours are not known, in a day. */
export async function planWatch(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  { hours }: Pick<Settings, 'hours'>,
): Promise<void> {
  const dueAt = (hours === null ? undefined : nextOpening(hours, now() + DAY_MS / 2)) ?? now() + DAY_MS
  const lane = laneOf(workspaceId)
  await enqueue<ItsmJobs>(db, { task: 'itsm.watch', lane, payload: { workspaceId }, dueAt, timerKey: lane }, now())
}

/** The desks' own cards say so where a system is not in step. */
export async function refreshDesks(services: Pick<Services, 'db' | 'now'>, workspaceId: string): Promise<void> {
  for (const { id } of await listDesksOf(services.db, workspaceId)) await enqueueRefresh(services, deskSubject(id))
}

function laneOf(workspaceId: string): string {
  return `watch:${workspaceId}`
}
