import type { Generated } from 'kysely'

/** Times are milliseconds since 1970, UTC. Truth values are 0 or 1. Rich values are JSON text. */
export interface Database {
  readonly workspaces: WorkspacesTable
  readonly desks: DesksTable
  readonly duties: DutiesTable
  readonly people: PeopleTable
  readonly handoffs: HandoffsTable
  readonly messages: MessagesTable
  readonly tickets: TicketsTable
  readonly ticket_entries: TicketEntriesTable
  readonly counters: CountersTable
  readonly live_cards: LiveCardsTable
  readonly threads: ThreadsTable
  readonly seen_activities: SeenActivitiesTable
  readonly jobs: JobsTable
  readonly runners: RunnersTable
  readonly uncertain_deliveries: UncertainDeliveriesTable
  readonly early_edits: EarlyEditsTable
  readonly files: FilesTable
  readonly file_contents: FileContentsTable
  readonly signing_keys: SigningKeysTable
}

export interface WorkspacesTable {
  id: string
  tenant_id: string
  name: string
  language: string
  is_default: number
  created_at: number
}

export interface DesksTable {
  id: string
  workspace_id: string
  team_id: string
  team_name: string
  channel_id: string
  service_url: string
  created_at: number
  removed_at: number | null
}

export interface DutiesTable {
  workspace_id: string
  object_id: string
  name: string
  since: number
}

export interface PeopleTable {
  tenant_id: string
  object_id: string
  name: string
  /** The person's id on Teams' side of this bot, `29:…`. */
  teams_id: string
  language: string
  /** Where the person is spoken to alone; empty until they install the app or write. */
  conversation_id: string | null
  service_url: string | null
  /** Their last words outside a chat: what they wanted when they were shown the menu. */
  last_words: string | null
  last_words_at: number | null
  /** Why Teams last refused to bring them something, since they last spoke to us. */
  unreachable_reason: string | null
  unreachable_at: number | null
}

export interface HandoffsTable {
  id: string
  workspace_id: string
  tenant_id: string
  requester_id: string
  requester_name: string
  state: string
  analyst_id: string | null
  analyst_name: string | null
  queued_at: number
  taken_at: number | null
  ended_at: number | null
  ended_by: string | null
  /** Since when it is the requester's turn to speak; empty when it is not. */
  silent_since: number | null
  warnings: number
  ticket_id: string | null
}

export interface MessagesTable {
  id: Generated<number>
  handoff_id: string
  audience: string
  author_id: string
  author_name: string
  words: string
  said_at: number
  source_activity_id: string
  /** The copy's id on the other side, once Teams has it. */
  sent_activity_id: string | null
  deleted_at: number | null
  /** 1 when Teams refused it for good. */
  undelivered: number
}

export interface TicketsTable {
  id: string
  key: string
  workspace_id: string
  tenant_id: string
  kind: string
  number: string
  title: string
  description: string
  urgency: string
  category: string | null
  state: string
  requester_id: string
  requester_name: string | null
  opener_id: string
  opener_name: string
  assignee_id: string | null
  assignee_name: string | null
  handoff_id: string | null
  version: number
  opened_at: number
  updated_at: number
}

export interface TicketEntriesTable {
  id: Generated<number>
  ticket_id: string
  key: string
  kind: string
  author_id: string
  author_name: string
  text: string
  at: number
}

export interface CountersTable {
  workspace_id: string
  name: string
  value: number
}

export interface LiveCardsTable {
  subject: string
  place: string
  service_url: string
  conversation_id: string
  activity_id: string
}

/** Every thread in a desk's channel that is about a subject. One of them, the live card's, is where it is spoken to. */
export interface ThreadsTable {
  conversation_id: string
  subject: string
}

export interface SeenActivitiesTable {
  conversation_id: string
  activity_id: string
  seen_at: number
}

export interface JobsTable {
  id: Generated<number>
  task: string
  lane: string
  payload: string
  /** `timer` until its time comes, `ready` until it is done, or `given-up`. */
  state: string
  due_at: number
  attempts: number
  /** Until when a runner holds it; 0 when nobody does. */
  claimed_until: number
  created_at: number
  /** The runner that holds it, or held it last. */
  claimed_by: string | null
  /** How many attempts ended in a failure that we know of; a crash leaves it behind `attempts`. */
  failures: Generated<number>
}

/** A job loop in some process, and until when it is believed to live. */
export interface RunnersTable {
  id: string
  alive_until: number
}

/** Something was sent, and nobody can know whether Teams has it: it was sent again. */
export interface UncertainDeliveriesTable {
  id: Generated<number>
  job_id: number
  task: string
  lane: string
  /** The activity that was relayed, where it was one. */
  activity_id: string | null
  reason: string
  at: number
}

/** An edit that came before its message. */
export interface EarlyEditsTable {
  conversation_id: string
  activity_id: string
  author_id: string
  words: string
  came_at: number
}

export interface FilesTable {
  id: string
  tenant_id: string
  workspace_id: string
  author_id: string
  author_name: string
  activity_id: string
  subject: string | null
  audience: string
  /** JSON: where Teams keeps it. */
  source: string
  state: string
  name: string
  content_type: string
  size: number
  /** JSON: the message in Teams that shows it. */
  shown: Generated<string | null>
  created_at: number
}

export interface FileContentsTable {
  file_id: string
  bytes: Uint8Array
}

export interface SigningKeysTable {
  name: string
  key: string
}
