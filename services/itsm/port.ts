import type { Category, Impact, TicketState, Urgency } from '../tickets/ticket.ts'

/**
 * A company's ticket system, as this service speaks to it. Each adapter is a folder beside this file, passes `itsmContract`
 * (`test/itsm/contract.ts`), and throws `ServiceDeskError` alone: `not-found`, `forbidden` (our account may not), `invalid` (it
 * refused what we sent), `conflict`, `rate-limited`, `unavailable` (with `uncertain` where it may have done it).
 */
export interface Itsm {
  readonly supports: Supports
  /** Opens a ticket once for each idempotency `key`, also where the system knows no such thing: it looks before it creates. */
  open(ticket: NewTicket, key: string): Promise<RemoteTicket>
  /** As it is there now. Of one that was merged, the one that it was merged into. Throws `not-found`. */
  read(id: string): Promise<RemoteTicket>
  /** Changes what is given, and reads it back: systems refuse without saying so. What was refused is as it was. */
  change(id: string, change: Change): Promise<RemoteTicket>
  /** Adds a comment or a work note once for each idempotency `key`. */
  say(id: string, said: NewRemoteEntry, key: string): Promise<void>
  /** Attaches a file once for each idempotency `key`. Throws `invalid` where the system takes no such file. */
  attach(id: string, file: NewRemoteFile, key: string): Promise<void>
  /** Whoever has this e-mail address there. */
  findPerson(email: string): Promise<RemotePerson | undefined>
  /**
   * What changed after `cursor`, in pages; `undefined`: nothing, but the cursor of now. The same change may come again (at
   * least once), and none is left out.
   */
  changesSince(cursor: string | undefined): Promise<Changes>
  /** Whether it can be worked with: what is wrong, and what to do. It changes nothing. */
  check(): Promise<readonly Fault[]>
}

/** What a system can hold. What it cannot is left as it is here, and asked for throws `not-supported`. */
export interface Supports {
  readonly states: readonly TicketState[]
  readonly urgency: boolean
  readonly impact: boolean
  readonly category: boolean
  readonly files: boolean
}

/** Somebody as the ticket system knows them. */
export interface RemotePerson {
  readonly id: string
  readonly name: string
  readonly email: string | undefined
}

export interface NewTicket {
  readonly title: string
  readonly description: string
  readonly urgency: Urgency
  readonly impact: Impact
  readonly category: Category | undefined
  /** For whom it is; without an address it is known by name only. */
  readonly requester: { readonly name: string; readonly email: string | undefined }
  /** Whoever opened it, where that is somebody else. */
  readonly openedBy: string | undefined
}

export interface RemoteTicket {
  /** The system's own. */
  readonly id: string
  /** What people call it there. */
  readonly number: string
  /** Our idempotency key, where we opened it. */
  readonly key: string | undefined
  readonly title: string
  readonly state: TicketState
  /** The system's own word for the state, for eyes only. */
  readonly stateLabel: string
  /** `undefined`: the system does not say. */
  readonly urgency: Urgency | undefined
  readonly impact: Impact | undefined
  readonly category: Category | undefined
  readonly requester: RemotePerson | undefined
  readonly assignee: RemotePerson | undefined
  readonly openedAt: number
}

/** `assignee`: an id of theirs; `undefined`: nobody. What is left out stays. */
export interface Change {
  readonly state?: TicketState
  readonly urgency?: Urgency
  readonly impact?: Impact
  readonly category?: Category | undefined
  readonly assignee?: string | undefined
}

export interface NewRemoteEntry {
  readonly kind: 'comment' | 'work-note'
  readonly text: string
  /** The name of whoever said it: the system itself knows our account only. */
  readonly author: string
}

export interface NewRemoteFile {
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The name of whoever sent it. */
  readonly author: string
}

/** Something that was said in the ticket system; `opened`: its description. */
export interface RemoteEntry {
  readonly id: string
  readonly ticketId: string
  readonly kind: 'opened' | 'comment' | 'work-note'
  readonly author: RemotePerson
  readonly text: string
  readonly at: number
}

export interface Changes {
  /** Each once, as it is now; merged ones and those that are gone are left out. */
  readonly tickets: readonly RemoteTicket[]
  /** In their order, without our own. */
  readonly entries: readonly RemoteEntry[]
  /** Tickets that were merged into another, or deleted. */
  readonly gone: readonly { readonly id: string; readonly mergedInto: string | undefined }[]
  readonly cursor: string
  /** There is more: ask again at once. */
  readonly more: boolean
}

/** What keeps a connection from working, by a name that the cards and the command have words for. */
export interface Fault {
  readonly what: 'unreachable' | 'not-admitted' | 'no-queue' | 'no-field' | 'no-right' | 'unexpected-answer'
  /** The field, the queue, the status. */
  readonly name: string
}
