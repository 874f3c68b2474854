import type { ChatRules } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { withGroups } from '../groups/members.ts'
import { groupsIn } from '../groups/store.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { parseSettings, rulesIn, type Settings } from './settings.ts'
import { findVersion } from './store.ts'

/** The settings that are in force in a workspace. */
export type SettingsReader = (db: Db, workspace: Pick<Workspace, 'id' | 'settingsVersion'>) => Promise<Settings>

/** The rules of a workspace's chats, by its settings in force. */
export function createRulesReader(settingsOf: SettingsReader): (db: Db, workspaceId: string) => Promise<ChatRules> {
  return async (db, workspaceId) => rulesIn(await settingsOf(db, await getWorkspace(db, workspaceId)))
}

const MOST_KEPT = 1_000
/** A transaction that read its own version, and then failed, must not be believed for longer. */
const KEPT_MS = 30_000

/**
 * Reads settings, from memory where this version was read lately: a version that was committed never changes. Which one is
 * in force is read with each activity, so a change takes effect on every replica with the next one; who joined a group or left it,
 * within half a minute of when that is known here.
 * Where a newer release made a version that this one cannot read, the last one that it can stays in force.
 */
export function createSettingsReader(defaults: Settings): SettingsReader {
  /** Of each workspace the version that was read last. */
  const kept = new Map<string, { readonly version: number; readonly settings: Settings; readonly until: number }>()
  return async (db, { id, settingsVersion }) => {
    if (settingsVersion === 0) return defaults
    const known = kept.get(id)
    if (known?.version === settingsVersion && performance.now() < known.until) return known.settings
    const settings = await read(db, id, settingsVersion)
    kept.delete(id)
    const [oldest] = kept.keys()
    if (oldest !== undefined && kept.size >= MOST_KEPT) kept.delete(oldest)
    kept.set(id, { version: settingsVersion, settings, until: performance.now() + KEPT_MS })
    return settings
  }

  async function read(db: Db, workspaceId: string, latest: number): Promise<Settings> {
    for (let version = latest; version > 0; version -= 1) {
      const parsed = parseSettings((await findVersion(db, workspaceId, version))?.document)
      if (!parsed.ok) continue
      const { settings } = parsed
      if (groupsIn(settings).length === 0) return settings
      return await withGroups(db, (await getWorkspace(db, workspaceId)).tenantId, settings)
    }
    return defaults
  }
}
