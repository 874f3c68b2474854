import type { Answers, ApprovalRule } from '../catalogue/catalogue.ts'
import type { NamedPerson } from '../people/person.ts'
import type { TicketKind } from '../tickets/ticket.ts'

/** What somebody asked for by a form, and is not at the desk yet: others approve of it first. */
export interface Request {
  readonly id: string
  /** The idempotency key of the dialog that sent it; its ticket has the same. */
  readonly key: string
  readonly workspaceId: string
  readonly itemId: string
  readonly kind: TicketKind
  readonly number: string
  readonly title: string
  readonly description: string
  readonly answers: Answers
  readonly form: Readonly<Record<string, string>>
  readonly requester: NamedPerson
  readonly rule: ApprovalRule['rule']
  readonly order: ApprovalRule['order']
  /** How long each may take. */
  readonly days: number
  readonly state: RequestState
  readonly ticketId: string | undefined
  readonly madeAt: number
}

export type RequestState = 'awaiting' | 'approved' | 'refused' | 'withdrawn' | 'expired'

/** One who is to approve of a request. `later`: others are asked first. `void`: it was decided without them. */
export interface Approval {
  readonly id: string
  readonly requestId: string
  readonly workspaceId: string
  readonly position: number
  readonly approver: NamedPerson
  readonly state: 'later' | 'asked' | 'approved' | 'refused' | 'void'
  readonly askedAt: number | undefined
  readonly dueAt: number | undefined
  /** Who decided: the approver, or whoever stood in for them. */
  readonly by: NamedPerson | undefined
  readonly note: string
  readonly decidedAt: number | undefined
}

type Stated = Pick<Approval, 'state'>

/** What it comes to, as far as it was decided. Pure. */
export function outcomeOf(approvals: readonly Stated[], rule: Request['rule']): 'approved' | 'refused' | 'open' {
  const has = (state: Approval['state']) => approvals.some((its) => its.state === state)
  const isDecided = !has('asked') && !has('later')
  if (rule === 'one') return has('approved') ? 'approved' : isDecided ? 'refused' : 'open'
  if (has('refused')) return 'refused'
  return isDecided ? 'approved' : 'open'
}

/** Who is asked next: everybody, or one after the other. Pure. */
export function nextAsked<Its extends Stated>(approvals: readonly Its[], order: Request['order']): readonly Its[] {
  const later = approvals.filter(({ state }) => state === 'later')
  if (order === 'at-once') return later
  return approvals.some(({ state }) => state === 'asked') ? [] : later.slice(0, 1)
}

/** What came with a request, until it comes to the desk. */
export function requestSubject(requestId: string) {
  return `request:${requestId}` as const
}

export function approvalSubject(approvalId: string) {
  return `approval:${approvalId}` as const
}
