import type { PromiseKind } from './sla.ts'

/** In the ticket's thread: something promised is nearly due, or is late; that it is late, supervisors read too (S3.9). */
export interface SlaNotice {
  readonly kind: 'sla-told'
  readonly ticketId: string
  readonly promise: PromiseKind
  readonly dueAt: number
  readonly isLate: boolean
}
