import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import { findPerson } from '../people/store.ts'
import { findDeskIn, findWorkspace, getWorkspace } from './store.ts'
import type { Workspace } from './workspace.ts'

/** The workspace that somebody is in; `undefined`: nobody of their organisation ever came. */
export async function currentWorkspace(db: Db, person: PersonKey): Promise<Workspace | undefined> {
  const chosen = (await findPerson(db, person))?.workspaceId
  return chosen === undefined ? await findWorkspace(db, person.tenantId) : await getWorkspace(db, chosen)
}

/** The same where they act: in a desk's channel it is the desk's. */
export async function workspaceAt(db: Db, person: PersonKey, conversationId: string): Promise<Workspace | undefined> {
  const [channelId = ''] = conversationId.split(';messageid=')
  const desk = await findDeskIn(db, channelId)
  const workspace = desk && (await getWorkspace(db, desk.workspaceId))
  return workspace?.tenantId === person.tenantId ? workspace : await currentWorkspace(db, person)
}
