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
}

/** Of a larger one nobody is a member here. */
export const MOST_MEMBERS = 20_000
