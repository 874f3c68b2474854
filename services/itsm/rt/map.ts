import type { z } from 'zod'
import type { Impact, TicketState, Urgency } from '../../tickets/ticket.ts'
import { priorityOf } from '../../tickets/ticket.ts'
import { keyOf, ourCategory } from '../names.ts'
import type { RemotePerson, RemoteTicket } from '../port.ts'
import type { ticket, user } from './schema.ts'

/** How a queue is set up. */
export interface RtMapping {
  readonly queue: string
  /** Custom fields of tickets: our idempotency key, and what RT has no field for. An empty name: it is not used. */
  readonly keyField: string
  readonly categoryField: string
  readonly urgencyField: string
  readonly impactField: string
  /** Custom fields of transactions: who said it, and our key of it. */
  readonly authorField: string
  readonly entryField: string
}

export const RT_MAPPING = {
  queue: 'General',
  keyField: 'ExternalId',
  categoryField: 'Category',
  urgencyField: 'Urgency',
  impactField: 'Impact',
  authorField: 'BotAuthor',
  entryField: 'BotMessageId',
} as const satisfies RtMapping

/** Without them nothing is known to be done already. */
export const RT_REQUIRED = ['queue', 'keyField', 'entryField'] as const

export type Mapping = RtMapping & Readonly<Record<string, string>>

/** The statuses of RT's default lifecycle. */
const STATUS = {
  new: 'new',
  'in-progress': 'open',
  'on-hold': 'stalled',
  resolved: 'resolved',
  cancelled: 'rejected',
} as const satisfies Partial<Record<TicketState, string>>
export const RT_STATES = Object.keys(STATUS) as readonly (keyof typeof STATUS)[]

const LEVELS = ['Low', 'Medium', 'High'] as const
const URGENCY = { low: 'Low', normal: 'Medium', high: 'High' } as const
const IMPACT = { one: 'Low', team: 'Medium', everybody: 'High' } as const
const NOBODY = 'Nobody'

export function statusOf(state: keyof typeof STATUS): string {
  return STATUS[state]
}

export function levelsOf({ urgency, impact }: { readonly urgency: Urgency; readonly impact: Impact }) {
  return { urgency: URGENCY[urgency], impact: IMPACT[impact] }
}

/** RT sorts by it: the higher, the sooner. */
export function rtPriority(levels: { readonly urgency: Urgency; readonly impact: Impact }): number {
  return (5 - priorityOf(levels)) * 25
}

export function toPerson({ id, Name, RealName, EmailAddress }: z.output<typeof user>): RemotePerson {
  const login = Name ?? id
  return { id: login, name: RealName || login, email: EmailAddress || undefined }
}

export function toTicket(row: z.output<typeof ticket>, mapping: Mapping): RemoteTicket {
  const value = (name: string) => row.CustomFields.find((its) => its.name === name)?.values[0] || undefined
  const level = (name: string) => LEVELS.find((its) => its === value(name))
  const owner = toPerson(row.Owner)
  const assignee = owner.id === NOBODY ? undefined : owner
  const [requester] = row.Requestor
  const category = value(mapping.categoryField)
  return {
    id: row.id,
    number: `RT-${row.id}`,
    key: value(mapping.keyField),
    title: row.Subject ?? '',
    state: stateOf(row.Status, assignee !== undefined),
    stateLabel: row.Status,
    urgency: keyOf(URGENCY, level(mapping.urgencyField)),
    impact: keyOf(IMPACT, level(mapping.impactField)),
    category: ourCategory(mapping, category),
    requester: requester && toPerson(requester),
    assignee,
    openedAt: row.Created ?? 0,
  }
}

/**
 * RT opens a ticket by itself as soon as anybody answers, our account too: an open one that nobody has is new. A status of a
 * lifecycle of the company's own is work under way.
 */
function stateOf(status: string, isTaken: boolean): TicketState {
  if (status === 'open') return isTaken ? 'in-progress' : 'new'
  return RT_STATES.find((state) => STATUS[state] === status) ?? (isTaken ? 'in-progress' : 'new')
}
