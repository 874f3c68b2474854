import { z } from 'zod'
import { ServiceDeskError } from '../errors.ts'

/**
 * The cursor of a system whose clock is coarse, or whose search follows late: the time of the last change that was seen, and what
 * was seen of the time before it, which is asked for again. What is seen ends with `@<time>`.
 */
export interface Seen {
  /** Milliseconds, by the system's own clock. */
  readonly time: number
  /** When this catch-up began: until all its pages are read, what was made after it is new. */
  readonly since: number
  readonly marks: ReadonlySet<string>
}

const document = z.object({ time: z.number(), since: z.number(), marks: z.array(z.string()) })

export function parseSeen(cursor: string): Seen {
  const { time, since, marks } = document.parse(JSON.parse(cursor))
  return { time, since, marks: new Set(marks) }
}

/** `overlapMs`: how far back is asked again. Older marks are of no use. Throws where the system told no time. */
export function cursorOf({ time, since, marks }: Seen, overlapMs: number): string {
  if (Number.isNaN(time)) throw new ServiceDeskError('unavailable', 'The ticket system told no time of a change.')
  const kept = [...marks].filter((mark) => Number(mark.slice(mark.lastIndexOf('@') + 1)) >= since - overlapMs)
  return JSON.stringify({ time, since, marks: kept })
}

export function markAt(what: string, at: number): string {
  return `${what}@${at}`
}
