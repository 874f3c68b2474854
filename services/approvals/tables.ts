import type { Answers } from '../catalogue/catalogue.ts'
import type { Json } from '../db/json.ts'
import type { TicketKind } from '../tickets/ticket.ts'
import type { Approval, Request, RequestState } from './approval.ts'

export interface ApprovalTables {
  readonly requests: RequestsTable
  readonly approvals: ApprovalsTable
  /** Who decides for somebody while they are away. */
  readonly approval_deputies: DeputiesTable
}

export interface RequestsTable {
  id: string
  key: string
  workspace_id: string
  tenant_id: string
  item_id: string
  kind: TicketKind
  number: string
  title: string
  description: string
  answers: Json<Answers>
  form: Json<Readonly<Record<string, string>>>
  requester_id: string
  requester_name: string
  rule: Request['rule']
  ordering: Request['order']
  days: number
  state: RequestState
  ticket_id: string | null
  made_at: number
  ended_at: number | null
  /** Counts the decisions: a row lock for each. */
  version: number
}

export interface ApprovalsTable {
  id: string
  request_id: string
  workspace_id: string
  tenant_id: string
  position: number
  approver_id: string
  approver_name: string
  state: Approval['state']
  asked_at: number | null
  due_at: number | null
  reminded_at: number | null
  by_id: string | null
  by_name: string | null
  note: string
  decided_at: number | null
}

export interface DeputiesTable {
  tenant_id: string
  object_id: string
  deputy_id: string
  deputy_name: string
  until: number
}
