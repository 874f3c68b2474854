import type { PersonKey } from '../people/person.ts'

export interface AuditJobs {
  /** Chains what was written since the last time. */
  readonly 'audit.seal': Record<string, never>
  /** Verifies the entries after `position`, whose hash is `hash`. */
  readonly 'audit.check': {
    readonly id: string
    readonly position: number
    readonly hash: string
    /** Milliseconds since 1970; a job of an older release does not say. */
    readonly startedAt?: number | undefined
    readonly asker: PersonKey
  }
}

/** What is said of the audit. */
export interface AuditNotice {
  readonly kind: 'audit-checked'
  readonly position: number
  readonly hash: string
  readonly brokenAt: number | null
  /** Milliseconds since 1970. */
  readonly endedAt: number
}
