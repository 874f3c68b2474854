import type { Generated } from 'kysely'
import type { Language } from '../people/person.ts'
import type { MemberState } from './workspace.ts'

export interface WorkspaceTables {
  readonly workspaces: {
    id: string
    tenant_id: string
    name: string
    language: Language
    is_default: 0 | 1
    /** The idempotency key of the dialog that made it; empty where nobody did. */
    key: Generated<string | null>
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
    /** Of the team in Entra; empty where Teams did not tell it. */
    group_id: Generated<string | null>
    /** From 1; one desk of each in a workspace. */
    tier: Generated<number>
    /** How many Teams said were in its team, the last time it was asked. */
    members: Generated<number | null>
    created_at: number
    removed_at: number | null
  }
  readonly duties: {
    workspace_id: string
    object_id: string
    name: string
    since: number
    /** Of the desk at which they are on duty: one of the workspace's at a time. */
    tier: Generated<number>
    /** When a chat was last offered to them. */
    offered_at: Generated<number | null>
    /** How many offers they left without an answer, one after the other. */
    missed: Generated<number>
    missed_at: Generated<number | null>
    /** Until when they put a chat in order, and which. */
    busy_until: Generated<number | null>
    busy_with: Generated<string | null>
  }
  /** Who belongs to a workspace, or is invited to. To the default one everybody of its tenant belongs without a row. */
  readonly memberships: {
    workspace_id: string
    tenant_id: string
    object_id: string
    name: string
    state: MemberState
    invited_by_id: string
    invited_by_name: string
    invited_at: number
    accepted_at: number | null
  }
  /** Invitations of personal accounts, whose ids nobody knows before they write. */
  readonly invitation_codes: {
    code_hash: string
    /** The idempotency key of the dialog that made it. */
    key: string
    workspace_id: string
    name: string
    invited_by_id: string
    invited_by_name: string
    invited_at: number
  }
  /** To which organisation a personal account was let in: it is a person of that one. */
  readonly personal_accounts: { object_id: string; tenant_id: string; joined_at: number }
}
