import type { Json } from '../db/json.ts'
import type { Words } from '../words/words.ts'

export interface AdmissionTables {
  /** Activities that had their effect: the deduplication mark. */
  readonly seen_activities: { conversation_id: string; activity_id: string; seen_at: number }
  /** An edit that came before its message. */
  readonly early_edits: {
    conversation_id: string
    activity_id: string
    author_id: string
    words: Json<Words>
    came_at: number
  }
}
