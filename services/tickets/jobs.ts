/** What a ticket of a company's own ticket system leaves to be done. */
export interface TicketJobs {
  /** Brings both sides in step; `look`: something changed there. */
  readonly 'ticket.sync': { readonly ticketId: string; readonly look?: true }
  /** Tells a page of those who followed it by then: what is announced now, or that it is over. */
  readonly 'ticket.tell-followers': {
    readonly ticketId: string
    readonly isOver: boolean
    readonly followedBy: number
    /** Of the words that are told: later ones take their place. */
    readonly words?: string
    readonly after?: string
  }
}

/** What is said of tickets. */
export type TicketNotice =
  | { readonly kind: 'ticket-opened'; readonly ticketId: string }
  | { readonly kind: 'ticket-news'; readonly ticketId: string; readonly entryId: number }
  /** The incident of a chat, shown below it: the chat's own card stays. */
  | { readonly kind: 'ticket-shown'; readonly ticketId: string }
  /** To whoever follows what was announced: what is announced now, or that it is over. */
  | { readonly kind: 'ticket-announced'; readonly ticketId: string; readonly isOver: boolean; readonly words?: string }
  | NotTold
  /** A ticket is in nobody's sight: its card could not be hung up at the desk. */
  | { readonly kind: 'ticket-unseen'; readonly ticketId: string }

/** News of a ticket did not reach the person whom it concerns. */
export interface NotTold {
  readonly kind: 'not-told'
  readonly name: string | undefined
  readonly excerpt: string
  readonly why: 'unreachable' | 'not-allowed' | 'no-answer'
}
