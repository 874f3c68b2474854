import type { z } from 'zod'
import type { TicketState } from '../../tickets/ticket.ts'
import type { RemotePerson, RemoteTicket } from '../port.ts'
import type { issue, user } from './schema.ts'

/** The names that a workspace may map. */
export const JIRA_MAPPING = {
  /** The project's key, and the ids of its service desk and of the request type. */
  project: '',
  serviceDesk: '',
  requestType: '',
  /** What its workflow calls our states. An empty name: it has no such state. */
  new: 'Waiting for support',
  inProgress: 'In progress',
  onHold: 'Waiting for customer',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Canceled',
} as const
export type Mapping = Readonly<Record<keyof typeof JIRA_MAPPING, string>>

const NAMES = {
  new: 'new',
  'in-progress': 'inProgress',
  'on-hold': 'onHold',
  resolved: 'resolved',
  closed: 'closed',
  cancelled: 'cancelled',
} as const satisfies Readonly<Record<TicketState, keyof Mapping>>
const STATES = Object.keys(NAMES) as readonly TicketState[]

export function statesOf(mapping: Mapping): readonly TicketState[] {
  return STATES.filter((state) => mapping[NAMES[state]] !== '')
}

export function statusOf(mapping: Mapping, state: TicketState): string {
  return mapping[NAMES[state]]
}

export function toPerson({ accountId, displayName, emailAddress }: z.output<typeof user>): RemotePerson {
  return { id: accountId, name: displayName, email: emailAddress || undefined }
}

export function toTicket({ id, key, fields }: z.output<typeof issue>, mapping: Mapping): RemoteTicket {
  return {
    id,
    number: key,
    key: keyIn(fields.labels, wordsIn(fields.description)),
    title: fields.summary,
    state: stateOf(fields.status, mapping),
    stateLabel: fields.status.name,
    // Jira has a priority, and no urgency and impact but as fields of a company's own.
    urgency: undefined,
    impact: undefined,
    category: undefined,
    requester: fields.reporter ? toPerson(fields.reporter) : undefined,
    assignee: fields.assignee ? toPerson(fields.assignee) : undefined,
    openedAt: Date.parse(fields.created),
  }
}

/** A status of the company's own is what its category says. */
function stateOf({ name, statusCategory }: z.output<typeof issue>['fields']['status'], mapping: Mapping): TicketState {
  const known = STATES.find((state) => mapping[NAMES[state]].toLowerCase() === name.toLowerCase())
  if (known !== undefined) return known
  if (statusCategory.key === 'done') return 'resolved'
  return statusCategory.key === 'new' ? 'new' : 'in-progress'
}

const LABEL = 'teams-'

/** The label is written with a call of its own: until then the key stands at the end of the description. */
function keyIn(labels: readonly string[], description: string): string | undefined {
  const label = labels.find((its) => its.startsWith(LABEL))
  return label?.slice(LABEL.length) ?? /\[ref:([\w:-]+)\]\s*$/.exec(description)?.[1]
}

export function wordsOf({ fields }: z.output<typeof issue>): string {
  return wordsIn(fields.description).trim()
}

/** The text of a document in Jira's own form (ADF): a paragraph a line. */
function wordsIn(node: unknown): string {
  if (typeof node === 'string') return node
  if (typeof node !== 'object' || node === null) return ''
  const { type, text, content } = node as {
    readonly type?: unknown
    readonly text?: unknown
    readonly content?: unknown
  }
  if (typeof text === 'string') return text
  if (type === 'hardBreak') return '\n'
  const inner = Array.isArray(content) ? content.map(wordsIn).join('') : ''
  return type === 'paragraph' || type === 'heading' ? `${inner}\n` : inner
}

/** Our idempotency key as a label, which a search finds. */
export function labelOf(key: string): string {
  return `${LABEL}${key}`
}
