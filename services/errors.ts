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
}

/** The one error of the product. Its message is for the log; what a person is told is decided by its code, in `turn.ts`. */
export class ServiceDeskError extends Error {
  readonly code: ErrorCode
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.name = 'ServiceDeskError'
    this.code = code
    this.retryAfterMs = details.retryAfterMs
  }
}

/** Worth another try later: the far side was busy, away or silent. */
export function isTransient(error: unknown): error is ServiceDeskError {
  return error instanceof ServiceDeskError && (error.code === 'rate-limited' || error.code === 'unavailable')
}
