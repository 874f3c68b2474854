import type { Json } from '../db/json.ts'
import type { Answers, View } from './catalogue.ts'

export interface CatalogueTables {
  /** What somebody began to ask for and has not sent (S0.10). */
  readonly drafts: DraftsTable
  /** How each person wants the catalogue shown (S0.8); nobody's row: as a list. */
  readonly catalogue_views: { tenant_id: string; object_id: string; view: View }
  /** How often each item was asked for: what is used most stands before the rest. */
  readonly item_uses: { workspace_id: string; item_id: string; uses: number }
}

export interface DraftsTable {
  /** The idempotency key of the dialog in which it was begun. */
  id: string
  tenant_id: string
  object_id: string
  workspace_id: string
  item_id: string
  answers: Json<Answers>
  /** The labels of its form's fields, by id, as they were when it was last saved. */
  form: Json<Readonly<Record<string, string>>>
  /** Of the form, from 0: where it goes on. */
  page: number
  updated_at: number
  reminded_at: number | null
}
