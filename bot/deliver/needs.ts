import type { Config } from '../../services/config.ts'
import type { Services } from '../../services/context.ts'
import type { Log } from '../../services/log.ts'
import type { Connector } from '../teams/connector.ts'
import type { Downloads } from '../teams/downloads.ts'
import type { Roster } from '../teams/roster.ts'
import type { SubjectKinds } from './subject.ts'

/** What tasks work with. */
export type Needs = Services & {
  readonly connector: Connector
  readonly downloads: Downloads
  readonly roster: Roster
  readonly config: Config
  readonly log: Log
  readonly subjects: SubjectKinds
}
