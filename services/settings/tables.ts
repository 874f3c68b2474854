import type { Json } from '../db/json.ts'
import type { Settings } from './settings.ts'

export interface SettingsTables {
  /** Insert only. The active one is `workspaces.settings_version`. */
  readonly settings_versions: {
    workspace_id: string
    version: number
    document: Json<Settings>
    /** The version that was active before. */
    based_on: number
    author_id: string
    author_name: string
    created_at: number
  }
  /** What somebody is about to change; one for each who does. */
  readonly settings_drafts: {
    workspace_id: string
    /** New at each save: what is activated is what was looked at. */
    revision: string
    document: Json<Settings>
    based_on: number
    author_id: string
    author_name: string
    saved_at: number
  }
}
