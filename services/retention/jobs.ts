export interface RetentionJobs {
  /** Forgets what nobody needs any more. */
  readonly 'store.prune': Record<string, never>
}
