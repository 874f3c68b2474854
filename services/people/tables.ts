import type { Json } from '../db/json.ts'
import type { Language } from './person.ts'
import type { LastWords } from './store.ts'

export interface PeopleTables {
  readonly people: PeopleTable
}

export interface PeopleTable {
  tenant_id: string
  object_id: string
  name: string
  /** The person's id on Teams' side of this bot, `29:…`. */
  teams_id: string
  language: Language
  /** Where the person is spoken to alone; empty until they install the app or write. */
  conversation_id: string | null
  service_url: string | null
  /** The workspace that they are in; empty: the default one of their tenant, as they never joined another. */
  workspace_id: string | null
  /** Their last words outside a chat: what they wanted when they were shown the menu. */
  last_words: Json<LastWords> | null
  last_words_at: number | null
  /** Why Teams last refused to bring them something, since they last spoke to us. */
  unreachable_reason: string | null
  unreachable_at: number | null
  /** The analyst who led their last chat, and when it ended. */
  helper_id: string | null
  helped_at: number | null
}
