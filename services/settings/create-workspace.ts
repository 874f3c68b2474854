import type { Config } from '../config.ts'
import type { Services } from '../context.ts'
import { isInForce } from '../contracts/contract.ts'
import { findContract } from '../contracts/store.ts'
import type { Language, NamedPerson } from '../people/person.ts'
import { invite } from '../workspaces/invite.ts'
import { addWorkspace, listWorkspaces } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { activateSettings } from './activate.ts'
import { defaultSettings } from './defaults.ts'

const MOST = 500
/** What the first assignment of an administrator is called. */
const ADMINISTRATION: Readonly<Record<Language, string>> = { fr: 'Administration', en: 'Administration' }

interface NewWorkspace {
  readonly tenantId: string
  readonly name: string
  readonly language: Language
  readonly administrator: Pick<NamedPerson, 'objectId' | 'name'>
}

/** Why there is no new workspace. */
export type NotCreated = 'taken' | 'contract-over' | 'too-many'

/**
 * Makes another workspace at any time of the contract (S1.2, S1.13), with an administrator of its own (S1.14), who is invited
 * and then invites the others (S1.15). Its settings begin as the service's defaults.
 */
export async function createWorkspace(
  services: Pick<Services, 'db' | 'now'>,
  config: Pick<Config, 'silenceMs'>,
  { tenantId, name, language, administrator }: NewWorkspace,
  by: Pick<NamedPerson, 'objectId' | 'name'>,
): Promise<Workspace | NotCreated> {
  const { db, now } = services
  if (!isInForce(await findContract(db, tenantId), now())) return 'contract-over'
  const present = await listWorkspaces(db, tenantId)
  if (present.some((its) => its.name.toLowerCase() === name.toLowerCase())) return 'taken'
  if (present.length >= MOST) return 'too-many'
  const workspace = await addWorkspace(services, { tenantId, name, language })
  const defaults = defaultSettings({ ...config, language })
  const { objectId: id, name: called } = administrator
  const first = {
    name: ADMINISTRATION[language],
    description: '',
    role: 'administrator',
    members: [{ id, name: called }],
    clients: [],
  }
  const document = { ...defaults, name, assignments: [...defaults.assignments, first] }
  const founded = await activateSettings(services, workspace, document, by)
  await invite(services, workspace, { tenantId, ...administrator }, by)
  return founded ?? workspace
}
