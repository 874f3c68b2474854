import type { PersonKey } from '../people/person.ts'

export type TicketState = 'new' | 'in-progress' | 'on-hold' | 'resolved' | 'closed' | 'cancelled'

export const URGENCIES = ['low', 'normal', 'high'] as const
export type Urgency = (typeof URGENCIES)[number]

/** The families of trouble that a desk is asked about (S3.11). */
export const CATEGORIES = [
  'windows',
  'office',
  'browser',
  'devices',
  'infrastructure',
  'business-apps',
  'other',
] as const
export type Category = (typeof CATEGORIES)[number]

/** What the ticket system holds for one trouble. */
export interface Ticket {
  readonly id: string
  readonly workspaceId: string
  readonly kind: 'incident'
  /** What people call it, e.g. `INC-1001`. */
  readonly number: string
  readonly title: string
  readonly description: string
  readonly urgency: Urgency
  readonly category: Category | undefined
  readonly state: TicketState
  /** The person the ticket is for. The name is missing for a colleague whom this service has never met. */
  readonly requester: PersonKey & { readonly name: string | undefined }
  readonly opener: PersonKey & { readonly name: string }
  readonly assignee: { readonly objectId: string; readonly name: string } | undefined
  readonly handoffId: string | undefined
  /** Counts the changes of state and assignee; an action on an older version is refused. */
  readonly version: number
  readonly openedAt: number
  readonly updatedAt: number
}

/** Something that happened to a ticket. A comment is seen by the requester, a work note by analysts only. */
export interface TicketEntry {
  readonly id: number
  readonly kind: 'opened' | 'taken' | 'comment' | 'work-note' | 'resolved'
  readonly author: { readonly objectId: string; readonly name: string }
  readonly text: string
  readonly at: number
}

/** Some of a person's tickets; `page` counts from 0, `more` tells whether there are older ones. */
export interface TicketPage {
  readonly tickets: readonly Ticket[]
  readonly page: number
  readonly more: boolean
}

/** Whether this is the person's own ticket: opened for them, or by them for somebody (S0.33). */
export function concerns(ticket: Ticket, person: PersonKey): boolean {
  const key = (other: PersonKey) => `${other.tenantId}/${other.objectId}`
  return [key(ticket.requester), key(ticket.opener)].includes(key(person))
}

export function isSettled(ticket: Ticket): boolean {
  return ticket.state === 'resolved' || ticket.state === 'closed' || ticket.state === 'cancelled'
}

/** What the requester may read of a ticket's history. */
export function visibleToRequester(entry: TicketEntry): boolean {
  return entry.kind !== 'work-note'
}
