import type { Db } from '../db/connect.ts'
import { listWorkspaces, setLanguage } from '../workspaces/store.ts'
import type { SettingsReader } from './read.ts'

/** The language of a workspace is its settings'; a release from before them sets it to the process's when it starts. */
export async function restoreLanguages(db: Db, settingsOf: SettingsReader): Promise<void> {
  for (const workspace of await listWorkspaces(db)) {
    if (workspace.settingsVersion === 0) continue
    const { language } = await settingsOf(db, workspace)
    if (language !== workspace.language) await setLanguage(db, workspace.id, language)
  }
}
