import type { Field } from './itsm.ts'

/** What a company's own ticket system leaves to be done. */
export interface ItsmJobs {
  /** Asks what changed there, and plans the next time. */
  readonly 'itsm.poll': { readonly workspaceId: string }
  /** Tells the desk once a day how far both are in step, and plans the next day's. */
  readonly 'itsm.watch': { readonly workspaceId: string }
}

/** What is said of it. */
export type ItsmNotice =
  /** In the ticket's thread: both sides changed this field; the ticket system's value counts, ours was another. */
  | {
      readonly kind: 'ticket-conflict'
      readonly ticketId: string
      readonly field: Field
      readonly ours: string
      readonly theirs: string
    }
  /** In the thread of the desk's own card, once a day: how far both are in step (S3.7). */
  | { readonly kind: 'system-watch'; readonly workspaceId: string }
  /** In the ticket's thread: the ticket system did not take this value of ours. */
  | { readonly kind: 'ticket-field-unsent'; readonly ticketId: string; readonly field: Field; readonly value: string }
  /** In the ticket's thread: the ticket system takes no such file. */
  | { readonly kind: 'ticket-file-unsent'; readonly ticketId: string; readonly name: string }
  /** In the ticket's thread: it could not be brought to the ticket system. */
  | {
      readonly kind: 'ticket-unsent'
      readonly ticketId: string
      readonly why: 'refused' | 'not-admitted' | 'no-answer'
    }
