import { whoMay } from '../access/access.ts'
import { findContract } from '../contracts/store.ts'
import type { Db } from '../db/connect.ts'
import { listWorkspaces } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { Settings, SettingsFault } from './settings.ts'

/** What is wrong with a document not in itself, but with what is around its workspace: the contract, the other workspaces. */
export async function faultsAround(
  db: Db,
  { id, tenantId, isDefault }: Pick<Workspace, 'id' | 'tenantId' | 'isDefault'>,
  document: Settings,
): Promise<readonly SettingsFault[]> {
  const { name, services } = document
  const purchased = (await findContract(db, tenantId))?.services ?? []
  const others = (await listWorkspaces(db, tenantId)).filter((its) => its.id !== id)
  const isTaken = name !== '' && others.some((its) => its.name.toLowerCase() === name.toLowerCase())
  return [
    ...(name === '' && !isDefault
      ? [{ path: 'name', reason: 'is missing: only the default workspace does without' }]
      : []),
    ...(isDefault || whoMay(document, 'settings.edit').length > 0
      ? []
      : [{ path: 'administrator', reason: 'nobody could change these settings any more: name an administrator' }]),
    ...(isTaken ? [{ path: 'name', reason: 'is the name of another workspace of the organisation' }] : []),
    ...services.flatMap((service, n) =>
      purchased.includes(service) ? [] : [{ path: `services.${n}`, reason: `the contract has no “${service}”` }],
    ),
  ]
}
