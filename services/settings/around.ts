import { findContract } from '../contracts/store.ts'
import type { Db } from '../db/connect.ts'
import { listWorkspaces } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { Settings, SettingsFault } from './settings.ts'

/** What is wrong with a document not in itself, but with what is around its workspace: the contract, the other workspaces. */
export async function faultsAround(
  db: Db,
  { id, tenantId }: Pick<Workspace, 'id' | 'tenantId'>,
  { name, services }: Settings,
): Promise<readonly SettingsFault[]> {
  const purchased = (await findContract(db, tenantId))?.services ?? []
  const others = (await listWorkspaces(db, tenantId)).filter((its) => its.id !== id)
  const isTaken = name !== '' && others.some((its) => its.name.toLowerCase() === name.toLowerCase())
  return [
    ...(isTaken ? [{ path: 'name', reason: 'is the name of another workspace of the organisation' }] : []),
    ...services.flatMap((service, n) =>
      purchased.includes(service) ? [] : [{ path: `services.${n}`, reason: `the contract has no “${service}”` }],
    ),
  ]
}
