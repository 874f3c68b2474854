/** What held messages leave to be done. */
export interface HeldJobs {
  /** Their author did not decide in time. */
  readonly 'held.release': { readonly id: string }
}

/** To its author, where they wrote it: it waits for them. */
export interface HeldNotice {
  readonly kind: 'held'
  readonly id: string
}
