/** What is looked at when somebody asks whether a desk works (F12, C2). */
export type Look = 'post' | 'edit' | 'delete' | 'members' | 'analysts' | 'files' | 'unreachable'

/** What a look came to: right, or what stands in the way. */
export interface Finding {
  readonly look: Look
  readonly isRight: boolean
  /** Teams' own code of a refusal, for whoever looks for it. */
  readonly code?: string | undefined
  readonly count?: number
}
