import type { Generated } from 'kysely'
import type { Json } from '../db/json.ts'
import type { Category, EntryKind, Impact, TicketKind, TicketState, TicketTask, Urgency } from './ticket.ts'

export interface TicketTables {
  readonly tickets: TicketsTable
  readonly ticket_entries: TicketEntriesTable
  /** Who is hit by what was announced too, and hears how it goes on (F21). */
  readonly ticket_followers: {
    ticket_id: string
    tenant_id: string
    object_id: string
    followed_at: number
  }
  /** How an analyst wants a console's tickets shown. */
  readonly ticket_filters: {
    id: string
    desk_id: string
    tenant_id: string
    object_id: string
    name: string
    query: string
  }
  readonly counters: { workspace_id: string; name: string; value: number }
}

export interface TicketsTable {
  id: string
  /** The idempotency key: the dialog's nonce under its author's id. */
  key: string
  workspace_id: string
  tenant_id: string
  kind: TicketKind
  number: string
  title: string
  description: string
  urgency: Urgency
  /** Empty in what was opened before it was asked. */
  impact: Generated<Impact | null>
  category: Category | null
  state: TicketState
  requester_id: string
  requester_name: string | null
  opener_id: string
  opener_name: string
  assignee_id: string | null
  assignee_name: string | null
  handoff_id: string | null
  /** The connection to the ticket system that it is in; empty: the service's own. */
  system: Generated<string | null>
  /** Of the desk that it is at. */
  tier: Generated<number>
  version: number
  /** 1: only analysts who are named for it read it (F24). */
  confidential: Generated<0 | 1>
  /** What everybody of the workspace is told of it. */
  announcement: Generated<string | null>
  tasks: Generated<Json<readonly TicketTask[]> | null>
  opened_at: number
  updated_at: number
}

export interface TicketEntriesTable {
  id: Generated<number>
  ticket_id: string
  key: string
  kind: EntryKind
  author_id: string
  author_name: string
  text: string
  at: number
}
