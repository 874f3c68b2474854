import type { Trouble } from '../graph/graph.ts'

/** A group of the directory, as it was read last. */
export interface WatchedGroup {
  readonly id: string
  readonly name: string
  /** Milliseconds since 1970; `undefined`: never. */
  readonly readAt: number | undefined
  /** Why the last look came to nothing; who was in it before still is. */
  readonly trouble: Trouble | 'too-large' | undefined
  readonly size: number
  /** When somebody last had it watched. */
  readonly watchedAt: number
}

/** A larger one is not read. */
export const MOST_MEMBERS = 20_000
/** Those who were in a group are believed to be for so long where it cannot be read. In milliseconds. */
export const BELIEVED_MS = 72 * 3_600_000
/** One that nobody names is watched for so long: somebody may be about to. */
export const WATCHED_MS = 3_600_000
