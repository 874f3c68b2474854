import type { Permission } from '../access/policy.ts'
import type { Subject } from '../notices/subject.ts'

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
