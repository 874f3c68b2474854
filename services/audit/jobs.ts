export interface AuditJobs {
  /** Chains what was written since the last time. */
  readonly 'audit.seal': Record<string, never>
}
