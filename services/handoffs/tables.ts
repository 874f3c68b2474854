import type { Generated } from 'kysely'
import type { Json } from '../db/json.ts'
import type { Words } from '../words/words.ts'
import type { Audience, EndedBy, HandoffState, OfferState, RoutingDecision } from './handoff.ts'

export interface HandoffTables {
  readonly handoffs: HandoffsTable
  readonly messages: MessagesTable
  readonly offers: OffersTable
}

export interface HandoffsTable {
  id: string
  workspace_id: string
  tenant_id: string
  requester_id: string
  requester_name: string
  state: HandoffState
  analyst_id: string | null
  analyst_name: string | null
  queued_at: number
  taken_at: number | null
  ended_at: number | null
  ended_by: EndedBy | null
  /** Since when it is the requester's turn to speak; empty when it is not. */
  silent_since: number | null
  /** How often whoever's turn it is was reminded of it. */
  warnings: number
  /** Since when it is the analyst's turn to speak; empty when it is not. */
  owed_since: Generated<number | null>
  /** When whoever's turn it is is reminded next, or waited for no longer. */
  clock_at: Generated<number | null>
  /** Whoever's turn it is said that they are back by then. */
  held_until: Generated<number | null>
  /** While it waits: nobody is to take it before, as its requester wished. Kept where it was taken all the same. */
  callback_at: Generated<number | null>
  /** How long it waited before it was first taken; -1 where that says nothing of the queue. */
  waited_ms: Generated<number | null>
  /** 1: the card of the wait tells of something that the next news of the queue must not take away. */
  told: Generated<0 | 1>
  /** How often its desk was reminded that nobody takes it. */
  reminded: Generated<number>
  ticket_id: string | null
  /** What it was about, as whoever led it says. */
  category: Generated<string | null>
  /** Of the desk that it is at. */
  tier: Generated<number>
  /** The offer of it that is open. */
  offer_id: Generated<string | null>
}

export interface OffersTable {
  /** The idempotency key of the dialog that made it. */
  id: string
  workspace_id: string
  handoff_id: string
  tier: number
  to_id: string | null
  to_name: string | null
  /** Empty: the queue's own. */
  from_id: string
  from_name: string
  note: string
  state: OfferState
  offered_at: number
  answered_by_id: string | null
  answered_by_name: string | null
  answered_at: number | null
  /** Of the queue's own: when it goes to the next. */
  expires_at: Generated<number | null>
  /** Of the queue's own: why it went to whom. */
  why: Generated<Json<RoutingDecision> | null>
}

export interface MessagesTable {
  id: Generated<number>
  handoff_id: string
  audience: Audience
  author_id: string
  author_name: string
  words: Json<Words>
  said_at: number
  source_activity_id: string
  /** The copy's id on the other side, once Teams has it. */
  sent_activity_id: string | null
  /** Where that copy is, if the chat went on in another thread of a desk since. */
  sent_conversation_id: Generated<string | null>
  deleted_at: number | null
  /** 1 when Teams refused it for good. */
  undelivered: 0 | 1
}
