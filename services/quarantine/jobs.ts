/** What quarantined messages leave to be done. */
export interface QuarantineJobs {
  /** Their author did not decide in time. */
  readonly 'quarantine.release': { readonly id: string }
}

/** To its author, where they wrote it: it waits for them. */
export interface QuarantineNotice {
  readonly kind: 'quarantined'
  readonly id: string
}
