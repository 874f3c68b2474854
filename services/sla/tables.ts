import type { PromiseKind, SlaPromise } from './sla.ts'

export interface SlaTables {
  /** What was promised of tickets, and whether it was kept; of nobody by name. */
  readonly sla_promises: {
    ticket_id: string
    kind: PromiseKind
    started_at: number
    due_at: number | null
    state: SlaPromise['state']
    ended_at: number | null
    /** 1: the desk was told that it is nearly due. */
    warned: 0 | 1
  }
}
