import type { Json } from '../db/json.ts'
import type { Words } from '../words/words.ts'
import type { Bare, QuarantineState } from './quarantine.ts'

export interface QuarantineTables {
  readonly quarantined_messages: {
    id: string
    workspace_id: string
    handoff_id: string
    tenant_id: string
    author_id: string
    author_name: string
    audience: 'desk' | 'requester'
    words: Json<Words>
    /** What was written, until it was decided. */
    bare: Json<Bare> | null
    /** The activity that brought it. */
    source_activity_id: string
    state: QuarantineState
    quarantined_at: number
  }
}
