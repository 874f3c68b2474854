import type { Db } from '../db/connect.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { parseSettings, type Settings } from './settings.ts'
import { findVersion } from './store.ts'

/** The settings that are in force in a workspace. */
export type SettingsReader = (db: Db, workspace: Pick<Workspace, 'id' | 'settingsVersion'>) => Promise<Settings>

const MOST_KEPT = 1_000

/**
 * Reads settings, from memory where this version was read before: a version never changes, so this cache cannot be stale.
 * Which version is active is read with each activity, so a change takes effect on every replica with the next one.
 * Where a newer release made a version that this one cannot read, the last one that it can stays in force.
 */
export function createSettingsReader(defaults: Settings): SettingsReader {
  const kept = new Map<string, Settings>()
  return async (db, { id, settingsVersion }) => {
    if (settingsVersion === 0) return defaults
    const key = `${id} ${settingsVersion}`
    const known = kept.get(key)
    if (known !== undefined) return known
    const settings = await read(db, id, settingsVersion)
    const [oldest] = kept.keys()
    if (oldest !== undefined && kept.size >= MOST_KEPT) kept.delete(oldest)
    kept.set(key, settings)
    return settings
  }

  async function read(db: Db, workspaceId: string, latest: number): Promise<Settings> {
    for (let version = latest; version > 0; version -= 1) {
      const parsed = parseSettings((await findVersion(db, workspaceId, version))?.document)
      if (parsed.ok) return parsed.settings
    }
    return defaults
  }
}
