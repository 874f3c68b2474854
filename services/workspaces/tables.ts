import type { Generated } from 'kysely'
import type { Language } from '../people/person.ts'

export interface WorkspaceTables {
  readonly workspaces: {
    id: string
    tenant_id: string
    name: string
    language: Language
    is_default: 0 | 1
    /** The version of its settings that is in force; 0: the defaults. */
    settings_version: Generated<number>
    created_at: number
  }
  readonly desks: {
    id: string
    workspace_id: string
    team_id: string
    team_name: string
    channel_id: string
    service_url: string
    created_at: number
    removed_at: number | null
  }
  readonly duties: {
    workspace_id: string
    object_id: string
    name: string
    since: number
  }
}
