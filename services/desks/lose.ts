import { whoMay } from '../access/access.ts'
import { listServiceAdministrators } from '../access/administrators.ts'
import type { Config } from '../config.ts'
import type { Services } from '../context.ts'
import { tellThose } from '../notices/tell-those.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Desk } from '../workspaces/workspace.ts'
import type { DeskNotice } from './jobs.ts'
import { removeDesk } from './remove.ts'

/**
 * The desk is gone without anybody having moved it: its team or channel was deleted, or the app taken away. Those who wait are
 * told (see `removeDesk`), and so is everybody who could settle another, as far as we can reach them.
 */
export async function loseDesk(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  config: Pick<Config, 'serviceAdministrators'>,
  desk: Desk,
): Promise<boolean> {
  const { db, settingsOf } = services
  if (!(await removeDesk(services, desk))) return false
  const { id: workspaceId, tenantId, settingsVersion, name } = await getWorkspace(db, desk.workspaceId)
  const named = whoMay(await settingsOf(db, { id: workspaceId, settingsVersion }), 'desk.settle')
  const administrators = await listServiceAdministrators(db, config, tenantId)
  const notice = { kind: 'desk-gone', teamName: desk.teamName, workspaceName: name } as const
  await tellThose<DeskNotice>(services, tenantId, [...named, ...administrators], notice)
  return true
}
