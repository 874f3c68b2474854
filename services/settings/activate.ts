import type { Services } from '../context.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import { listDesksOf, pointSettings } from '../workspaces/store.ts'
import { deskSubject, type Workspace } from '../workspaces/workspace.ts'
import type { Settings } from './settings.ts'
import { addVersion } from './store.ts'

/**
 * Puts a document in force, as a version of its own: history only grows, and going back is a new version too. `undefined`:
 * another version was activated since `workspace` was read.
 */
export async function activateSettings(
  services: Pick<Services, 'db' | 'now'>,
  workspace: Workspace,
  document: Settings,
  author: Pick<NamedPerson, 'objectId' | 'name'>,
): Promise<Workspace | undefined> {
  const { db } = services
  const { id, settingsVersion } = workspace
  const { language, name } = document
  if (!(await pointSettings(db, id, { from: settingsVersion, to: settingsVersion + 1, language, name })))
    return undefined
  await addVersion(services, workspace, document, author)
  for (const desk of await listDesksOf(db, id)) await enqueueRefresh(services, deskSubject(desk.id))
  return { ...workspace, language, name, settingsVersion: settingsVersion + 1 }
}
