/** What one-time secrets leave to be done. */
export interface OneTimeJobs {
  /** The end of the time in which one can be read. */
  readonly 'onetime.wipe': { readonly id: string }
}

/** What is said of one-time secrets. */
export type OneTimeNotice =
  | { readonly kind: 'onetime-handed'; readonly id: string }
  /** In the chat's thread: what became of it. */
  | {
      readonly kind: 'onetime-here'
      readonly what: 'handed' | 'shown' | 'unread'
      readonly name: string
      readonly author: string
    }
