import type { Generated } from 'kysely'
import type { Json } from '../db/json.ts'
import type { Fields } from './itsm.ts'

export interface ItsmTables {
  readonly itsm_links: LinksTable
  readonly itsm_states: StatesTable
  readonly itsm_people: ItsmPeopleTable
  readonly itsm_writes: { ticket_id: string; began_at: number }
}

/** Which ticket of ours is which of theirs. */
export interface LinksTable {
  ticket_id: string
  /** The connection's name. */
  system: string
  remote_id: string
  /** What both sides agreed on last. */
  base: Json<Fields>
  /** What we are writing there, until we know that it is written. */
  pending: Json<Partial<Fields>> | null
  /** The last entry of ours that it has. */
  pushed_entry: number
  /** The keys of what else it has of ours: the chat, and files. */
  enclosed: Generated<Json<readonly string[]> | null>
  /** The values of ours that it did not take. */
  refused: Generated<Json<Partial<Fields>> | null>
}

/** How far a workspace is in step with its ticket system. */
export interface StatesTable {
  workspace_id: string
  system: string
  cursor: string | null
  polled_at: number | null
  /** Since when it has not answered, how often in a row, and with what. */
  failing_since: number | null
  failures: Generated<number>
  last_error: string | null
  /** The circuit is open until then: it is not called. */
  open_until: number | null
}

/** Who somebody of ours is there. */
export interface ItsmPeopleTable {
  system: string
  remote_id: string
  tenant_id: string
  object_id: string
}
