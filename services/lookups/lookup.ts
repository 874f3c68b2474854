import type { NamedPerson } from '../people/person.ts'

/** An operator looked at somebody's account and devices, for a reason (F25). What was seen is kept nowhere. */
export interface Lookup {
  readonly id: string
  readonly workspaceId: string
  readonly operator: NamedPerson
  /** Whose account and devices; of the operator's own organisation. */
  readonly person: NamedPerson
  /** An incident's number, or what the operator wrote. */
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly at: number
}

const HOUR_MS = 3_600_000
/** A reason is good for a working day; whoever looks again after it gives one again. */
export const GOOD_MS = 8 * HOUR_MS
/** As long people can read who looked. */
export const KEEP_LOOKUPS_MS = 90 * 24 * HOUR_MS

/** Whether it may still be looked at. Pure. */
export function isGood({ at }: Pick<Lookup, 'at'>, now: number): boolean {
  return now - at < GOOD_MS
}
