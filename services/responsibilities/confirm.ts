import { whoMay } from '../access/access.ts'
import type { Services } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { tellThose } from '../notices/tell-those.ts'
import type { NamedPerson } from '../people/person.ts'
import { DAY_MS } from '../time.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { ResponsibilityJobs, ResponsibilityNotice } from './jobs.ts'
import { saveConfirmation } from './store.ts'

/** A quarter; and who did not answer is reminded each week. */
export const CONFIRMED_FOR_MS = 90 * DAY_MS
const AGAIN_MS = 7 * DAY_MS

/** « Confirmer »: who does what is true as it stands; it is asked again in a quarter (S3.18). */
export async function confirmResponsibilities(
  services: Pick<Services, 'db' | 'now'>,
  workspaceId: string,
  by: NamedPerson,
): Promise<void> {
  await saveConfirmation(services.db, workspaceId, by, services.now())
  await remindAt(services, workspaceId, services.now() + CONFIRMED_FOR_MS)
}

/** What the timer does: tells administrators, each in their own chat, and comes again until one of them confirms. */
export async function remindOfResponsibilities(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  administrators: Iterable<string>,
  { workspaceId }: ResponsibilityJobs['responsibilities.remind'],
): Promise<void> {
  const workspace = await getWorkspace(services.db, workspaceId)
  const settings = await services.settingsOf(services.db, workspace)
  const all = [...whoMay(settings, 'settings.edit'), ...administrators]
  const notice: ResponsibilityNotice = { kind: 'responsibilities-due', workspaceId }
  await tellThose<ResponsibilityNotice>(services, workspace.tenantId, all, notice)
  await remindAt(services, workspaceId, services.now() + AGAIN_MS)
}

async function remindAt({ db, now }: Pick<Services, 'db' | 'now'>, workspaceId: string, dueAt: number): Promise<void> {
  const lane = `responsibilities:${workspaceId}`
  const job = { task: 'responsibilities.remind', lane, payload: { workspaceId }, dueAt, timerKey: lane } as const
  await enqueue<ResponsibilityJobs>(db, job, now())
}
