import { z } from 'zod'

/**
 * The cursor of a system whose clock is coarse, or whose search follows late: the time of the last change that was seen, and what
 * was seen of the time before it, which is asked for again. What is seen ends with `@<time>`.
 */
export interface Seen {
  /** Milliseconds, by the system's own clock. */
  readonly time: number
  readonly marks: ReadonlySet<string>
}

const document = z.object({ time: z.number(), marks: z.array(z.string()) })

export function parseSeen(cursor: string): Seen {
  const { time, marks } = document.parse(JSON.parse(cursor))
  return { time, marks: new Set(marks) }
}

/** `overlapMs`: how far back is asked again. Older marks are of no use. */
export function cursorOf(time: number, marks: Iterable<string>, overlapMs: number): string {
  const kept = [...new Set(marks)].filter((mark) => Number(mark.slice(mark.lastIndexOf('@') + 1)) >= time - overlapMs)
  return JSON.stringify({ time, marks: kept })
}

export function markAt(what: string, at: number): string {
  return `${what}@${at}`
}
