import type { Services } from '../context.ts'
import { ServiceDeskError } from '../errors.ts'
import type { Settings } from '../settings/settings.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { Itsm } from './port.ts'

export interface ChosenSystem {
  /** The connection's. */
  readonly name: string
  readonly itsm: Itsm
  readonly workspace: Workspace
  readonly sync: NonNullable<Settings['ticketSystem']>['sync']
  readonly settings: Settings
}

/**
 * The ticket system that a workspace has now; `undefined`: the service's own. Throws `unavailable` where the operator has taken
 * away the connection that it chose: what is to be sent waits until it is there again.
 */
export async function systemOf(
  { db, settingsOf, systems }: Pick<Services, 'db' | 'settingsOf' | 'systems'>,
  workspaceId: string,
): Promise<ChosenSystem | undefined> {
  const workspace = await getWorkspace(db, workspaceId)
  const settings = await settingsOf(db, workspace)
  const { ticketSystem } = settings
  if (ticketSystem === null) return undefined
  const itsm = systems.of(workspace.tenantId, ticketSystem)
  if (itsm === undefined) throw new ServiceDeskError('unavailable', 'There is no such connection in TICKET_SYSTEMS.')
  return { name: ticketSystem.connection, itsm, workspace, sync: ticketSystem.sync, settings }
}
