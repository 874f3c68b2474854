import type { Generated } from 'kysely'
import type { Permission } from '../access/policy.ts'
import type { Subject } from '../notices/subject.ts'
import type { AuditOutcome } from './audit.ts'

export interface AuditTables {
  readonly audit_entries: AuditEntriesTable
  /** What came of verifying the chain, and how far a check under way has come. */
  readonly audit_checks: {
    id: string
    started_at: number
    touched_at: number
    ended_at: number | null
    checked: number
    head: string
    broken_at: number | null
  }
}

/** Append-only, which triggers see to; no names, so that people can be forgotten and this stays as it was. */
export interface AuditEntriesTable {
  id: Generated<number>
  at: number
  workspace_id: string
  tenant_id: string
  /** Empty: nobody in Teams, see `place`. */
  actor_id: string
  /** Whom it was done for, where that is somebody else. */
  behalf_id: string | null
  /** A verb, and the permission that it takes. */
  act: string
  permission: Permission | 'privacy'
  outcome: AuditOutcome
  subject: Subject | null
  place: string
  client: string | null
  /** Its place in the chain, and the hash that seals it; empty until the next sealing. */
  position: Generated<number | null>
  hash: Generated<string | null>
}
