import type { Services } from '../context.ts'
import { acceptsPersonalAccounts } from '../contracts/contract.ts'
import { findContract } from '../contracts/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'

/** Whether a workspace accepts personal accounts, by its contract and its settings in force (S1.17 to S1.19). */
export async function acceptsPersonal(
  { db, settingsOf }: Pick<Services, 'db' | 'settingsOf'>,
  workspace: Workspace,
): Promise<boolean> {
  const { personalAccounts } = await settingsOf(db, workspace)
  return acceptsPersonalAccounts(await findContract(db, workspace.tenantId), workspace.isDefault, personalAccounts)
}
