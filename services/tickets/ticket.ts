import { type NamedPerson, type PersonKey, samePerson } from '../people/person.ts'

/** A trouble that somebody has, or something that they want to be given (S0.7). */
export const TICKET_KINDS = ['incident', 'service-request'] as const
export type TicketKind = (typeof TICKET_KINDS)[number]

export type TicketState = 'new' | 'in-progress' | 'on-hold' | 'resolved' | 'closed' | 'cancelled'

export const URGENCIES = ['low', 'normal', 'high'] as const
export type Urgency = (typeof URGENCIES)[number]

/** Whom a trouble hits. */
export const IMPACTS = ['one', 'team', 'everybody'] as const
export type Impact = (typeof IMPACTS)[number]

/** From 1, critical, to 4, low. */
export type Priority = 1 | 2 | 3 | 4

/** ITIL's matrix: what hits more people and what waits less come first. */
export function priorityOf({ impact, urgency }: Pick<Ticket, 'impact' | 'urgency'>): Priority {
  const weight = IMPACTS.indexOf(impact) + URGENCIES.indexOf(urgency)
  return weight >= 4 ? 1 : weight >= 2 ? 2 : weight === 1 ? 3 : 4
}

/** The families of trouble that a desk is asked about, where its settings name no others (S3.11). */
export const CATEGORIES = [
  'windows',
  'office',
  'browser',
  'devices',
  'infrastructure',
  'business-apps',
  'other',
] as const
export type Family = (typeof CATEGORIES)[number]

/** One of the families, or words of a workspace's own: « French | English ». */
export type Category = string

export function isFamily(category: Category): category is Family {
  return CATEGORIES.some((family) => family === category)
}

/** What the ticket system holds for one trouble. */
export interface Ticket {
  readonly id: string
  readonly workspaceId: string
  /** Of the desk that it is at. */
  readonly tier: number
  readonly kind: TicketKind
  /** The connection to the ticket system that it is in; `undefined`: the service's own. */
  readonly system: string | undefined
  /** What people call it, e.g. `INC-1001`; `PROV-0042` until the ticket system has given its own. */
  readonly number: string
  readonly title: string
  readonly description: string
  readonly urgency: Urgency
  readonly impact: Impact
  readonly category: Category | undefined
  readonly state: TicketState
  /** The person the ticket is for. The name is missing for a colleague whom this service has never met. */
  readonly requester: PersonKey & { readonly name: string | undefined }
  readonly opener: NamedPerson
  readonly assignee: NamedPerson | undefined
  readonly handoffId: string | undefined
  /** Only analysts with `ticket.confidential` read it; the desk's channel reads that it is there (F24). */
  readonly isConfidential: boolean
  /** What everybody of its workspace reads of it while it is not settled (F21). */
  readonly announcement: string | undefined
  /** What is done to fulfil it, one after the other. */
  readonly tasks: readonly TicketTask[]
  /** Counts the changes of state and assignee; an action on an older version is refused. */
  readonly version: number
  readonly openedAt: number
  readonly updatedAt: number
}

/** « French | English »; `doneAt` in milliseconds since 1970. */
export interface TicketTask {
  readonly name: string
  readonly doneAt: number | undefined
}

/** Whose turn it is among a ticket's tasks, and which was done last; positions from 0. Pure. */
export function stepsOf({ tasks }: Pick<Ticket, 'tasks'>): {
  readonly next: number | undefined
  readonly last: number | undefined
} {
  const at = tasks.findIndex(({ doneAt }) => doneAt === undefined)
  const next = at < 0 ? undefined : at
  const done = next ?? tasks.length
  return { next, last: done === 0 ? undefined : done - 1 }
}

export type EntryKind =
  | 'opened'
  | 'taken'
  | 'passed'
  | 'comment'
  | 'work-note'
  | 'held'
  | 'resumed'
  | 'cancelled'
  | 'withdrawn'
  /** Its text is the new one. */
  | 'priority'
  | 'category'
  /** Its text is the task. */
  | 'task-done'
  | 'task-undone'
  | 'resolved'
  | 'confirmed'
  | 'reopened'

/** Something that happened to a ticket. A comment is seen by the requester, a work note by analysts only. */
export interface TicketEntry {
  readonly id: number
  readonly kind: EntryKind
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

/** Whether the company's ticket system has not given it a number of its own yet (F17). */
export function isProvisional({ number }: Pick<Ticket, 'number'>): boolean {
  return number.startsWith(PROVISIONAL)
}

export const PROVISIONAL = 'PROV-'

export function ticketSubject(ticketId: string) {
  return `ticket:${ticketId}` as const
}

/** Whether somebody opened it for somebody else. */
export function isForAnother({ requester, opener }: Pick<Ticket, 'requester' | 'opener'>): boolean {
  return !samePerson(requester, opener)
}

/** The states in which somebody still has something to do. The store's index names them too. */
export const UNSETTLED_STATES = ['new', 'in-progress', 'on-hold'] as const satisfies readonly TicketState[]

export function isSettled({ state }: Pick<Ticket, 'state'>): boolean {
  return !UNSETTLED_STATES.some((unsettled) => unsettled === state)
}

/** What the requester may read of a ticket's history. */
export const FOR_REQUESTER = [
  'opened',
  'taken',
  'comment',
  'held',
  'resumed',
  'cancelled',
  'withdrawn',
  'priority',
  'category',
  'task-done',
  'task-undone',
  'resolved',
  'confirmed',
  'reopened',
] as const satisfies readonly EntryKind[]
export const FOR_DESK = [...FOR_REQUESTER, 'passed', 'work-note'] as const satisfies readonly EntryKind[]
