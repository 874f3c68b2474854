export type ErrorCode =
  | 'invalid'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rate-limited'
  | 'unavailable'
  | 'not-supported'

interface Details {
  readonly cause?: unknown
  /** How long the far side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** The far side's own word for it, e.g. `ConversationBlockedByUser`. */
  readonly reason?: string | undefined
  /** The far side may have done what it was asked: its answer was lost. */
  readonly uncertain?: boolean
}

/** The one error of the product. Its message is for the log; what a person is told is decided by its code, in `turn/excuse.ts`. */
export class ServiceDeskError extends Error {
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined
  readonly reason: string | undefined
  readonly uncertain: boolean

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.name = 'ServiceDeskError'
    this.code = code
    this.retryAfterMs = details.retryAfterMs
    this.reason = details.reason
    this.uncertain = details.uncertain ?? false
  }
}

/** The reason of a call that we held back ourselves, to keep a far side's rate limit. */
export const PACED = 'paced'

/** Worth a retry later: the far side was busy, away or silent. */
export function isTransient(error: unknown): error is ServiceDeskError {
  return error instanceof ServiceDeskError && (error.code === 'rate-limited' || error.code === 'unavailable')
}

/** Somebody was first: a unique key exists already. Asked again, the work finds what is there. */
export function isConflict(error: unknown): boolean {
  return error instanceof ServiceDeskError && error.code === 'conflict'
}

/** The far side says that there is nothing, or nobody, to be reached there any more. */
export function isGone(error: unknown): error is ServiceDeskError {
  return error instanceof ServiceDeskError && (error.code === 'forbidden' || error.code === 'not-found')
}
