import type { Permission } from '../access/policy.ts'
import type { Subject } from '../notices/subject.ts'

/** What came of verifying the whole chain, or how far that has come. */
export interface AuditCheck {
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** When it last came further. */
  readonly touchedAt: number
  /** `undefined`: it is under way. */
  readonly endedAt: number | undefined
  /** How many entries were as they were written. */
  readonly checked: number
  /** The hash of the last of these. */
  readonly head: string
  /** The first place where an entry was changed, removed or put in. */
  readonly brokenAt: number | undefined
}

/** A check that comes no further for so long is under way no more. */
const LOST_MS = 10 * 60_000

/** Pure. */
export function isUnderWay({ touchedAt, endedAt }: AuditCheck, now: number): boolean {
  return endedAt === undefined && now - touchedAt < LOST_MS
}

/** Which entries are wanted; what is not said is not asked for. */
export interface AuditFilter {
  /** Who acted, or for whom it was done: object ids. */
  readonly people?: readonly string[] | undefined
  readonly permission?: AuditEntry['permission'] | undefined
  readonly outcome?: AuditOutcome | undefined
  readonly subjects?: readonly Subject[] | undefined
  /** Milliseconds since 1970; `to` is not in it. */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export type AuditOutcome = 'done' | 'refused'

/** Who did what, for whom, and from where: of every act that took effect, and of every one that was refused. */
export interface AuditEntry {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly workspaceId: string
  readonly tenantId: string
  /** Who acted; empty for a command at the service's own machine. */
  readonly actorId: string
  /** For whom, where that is somebody else. */
  readonly behalfId: string | undefined
  /** The verb, and the permission that it takes. */
  readonly act: string
  readonly permission: Permission | 'privacy'
  readonly outcome: AuditOutcome
  /** The thing that it was about. */
  readonly subject: Subject | undefined
  /** `private`, `desk`, `channel`, `group`, or `command`. */
  readonly place: string
  /** What the program said of itself, e.g. `iOS`; `undefined` where it said nothing. */
  readonly client: string | undefined
}
