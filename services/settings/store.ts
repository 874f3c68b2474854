import { randomUUID } from 'node:crypto'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { fromJson, toJson } from '../db/json.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { parseSettings, type Settings, withoutGroups } from './settings.ts'

/** A version of a workspace's settings, with who made it. */
export interface SettingsVersion {
  readonly version: number
  readonly document: Settings
  readonly authorName: string
  readonly createdAt: number
}

export interface SettingsDraft {
  readonly revision: string
  readonly document: Settings
  /** The version that was active when it was made: another one since makes it stale. */
  readonly basedOn: number
}

export async function findVersion(db: Db, workspaceId: string, version: number): Promise<SettingsVersion | undefined> {
  const row = await db
    .selectFrom('settings_versions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row && { version, document: fromJson(row.document), authorName: row.author_name, createdAt: row.created_at }
}

/** Throws `conflict` when somebody else made this version. */
export async function addVersion(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { id, settingsVersion }: Workspace,
  document: Settings,
  author: Pick<NamedPerson, 'objectId' | 'name'>,
): Promise<number> {
  const version = settingsVersion + 1
  await db
    .insertInto('settings_versions')
    .values({
      workspace_id: id,
      version,
      document: toJson(withoutGroups(document)),
      based_on: settingsVersion,
      author_id: author.objectId,
      author_name: author.name,
      created_at: now(),
    })
    .execute()
  return version
}

export async function findDraft(db: Db, workspaceId: string, authorId: string): Promise<SettingsDraft | undefined> {
  const row = await db
    .selectFrom('settings_drafts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('author_id', '=', authorId)
    .executeTakeFirst()
  // A draft of an older or newer release that cannot be read any more is none.
  const parsed = parseSettings(row && fromJson(row.document))
  return row && parsed.ok ? { revision: row.revision, document: parsed.settings, basedOn: row.based_on } : undefined
}

/** Everybody's, as far as they can be read. */
export async function findDrafts(db: Db, workspaceId: string): Promise<readonly Settings[]> {
  const rows = await db
    .selectFrom('settings_drafts')
    .select('document')
    .where('workspace_id', '=', workspaceId)
    .execute()
  return rows.flatMap(({ document }) => {
    const parsed = parseSettings(fromJson(document))
    return parsed.ok ? [parsed.settings] : []
  })
}

/** Keeps what somebody is about to change, made from `settingsVersion`, instead of what they kept before. */
export async function saveDraft(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { id, settingsVersion }: Pick<Workspace, 'id' | 'settingsVersion'>,
  document: Settings,
  author: NamedPerson,
): Promise<SettingsDraft> {
  const revision = randomUUID()
  const saved = {
    revision,
    document: toJson(withoutGroups(document)),
    based_on: settingsVersion,
    author_id: author.objectId,
    author_name: author.name,
    saved_at: now(),
  }
  await db
    .insertInto('settings_drafts')
    .values({ workspace_id: id, ...saved })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'author_id']).doUpdateSet(saved))
    .execute()
  return { revision, document, basedOn: settingsVersion }
}

export async function deleteDraft(db: Db, workspaceId: string, authorId: string): Promise<void> {
  await db
    .deleteFrom('settings_drafts')
    .where('workspace_id', '=', workspaceId)
    .where('author_id', '=', authorId)
    .execute()
}
