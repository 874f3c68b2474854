import type { Config } from '../config.ts'
import type { Services } from '../context.ts'
import { isInForce } from '../contracts/contract.ts'
import { findContract } from '../contracts/store.ts'
import { ServiceDeskError } from '../errors.ts'
import type { Language, NamedPerson } from '../people/person.ts'
import { invite } from '../workspaces/invite.ts'
import { addWorkspace, findWorkspaceByKey, listWorkspaces } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { activateSettings } from './activate.ts'
import { defaultSettings } from './defaults.ts'

const MOST = 500
/** What the first assignment of an administrator is called, in both languages. */
const ADMINISTRATION = 'Administration'

interface NewWorkspace {
  readonly tenantId: string
  readonly name: string
  readonly language: Language
  readonly administrator: Pick<NamedPerson, 'objectId' | 'name'>
  /** The idempotency key: asked again with it, the same workspace is returned. */
  readonly key?: string
}

/**
 * Why there is no new workspace: another one has the name, the contract is not in force today, or the organisation has as
 * many as it can have.
 */
export type NotCreated = 'taken' | 'contract-over' | 'too-many'

/**
 * Makes another workspace at any time of the contract (S1.2, S1.13), with an administrator of its own (S1.14), who is invited
 * and then invites the others (S1.15). Its settings begin as the service's defaults. It is here and not beside the other
 * workspaces, as settings know workspaces and not the other way round.
 */
export async function createWorkspace(
  services: Pick<Services, 'db' | 'now'>,
  config: Pick<Config, 'silenceMs'>,
  { tenantId, name, language, administrator, key }: NewWorkspace,
  by: Pick<NamedPerson, 'objectId' | 'name'>,
): Promise<Workspace | NotCreated> {
  const { db, now } = services
  const known = key === undefined ? undefined : await findWorkspaceByKey(db, key)
  if (known !== undefined) return known
  if (!isInForce(await findContract(db, tenantId), now())) return 'contract-over'
  const present = await listWorkspaces(db, tenantId)
  if (present.some((its) => its.name.toLowerCase() === name.toLowerCase())) return 'taken'
  if (present.length >= MOST) return 'too-many'
  const workspace = await addWorkspace(services, { tenantId, name, language }, key)
  const defaults = defaultSettings({ ...config, language })
  const members = [{ id: administrator.objectId, name: administrator.name }]
  const first = { name: ADMINISTRATION, description: '', role: 'administrator', members, clients: [] }
  const document = { ...defaults, name, assignments: [...defaults.assignments, first] }
  const founded = await activateSettings(services, workspace, document, by)
  if (founded === undefined) throw new ServiceDeskError('conflict', 'Somebody changed a workspace that was just made.')
  await invite(services, workspace, { tenantId, ...administrator }, by)
  return founded
}
