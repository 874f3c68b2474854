import type { z } from 'zod'
import type { Impact, TicketState, Urgency } from '../../tickets/ticket.ts'
import { keyOf, ourCategory } from '../names.ts'
import type { RemotePerson, RemoteTicket } from '../port.ts'
import type { employee, incident } from './schema.ts'

/** The names that a workspace may map. */
export const IVANTI_MAPPING = {
  /** A text field of incidents for our idempotency key. */
  keyField: 'TeamsKey',
  /** Whose incidents that are taken are: « Active » needs a team, if the tenant's rules say so. */
  team: '',
  /** What an incident on hold waits for. */
  onHold: 'Waiting for Resolution',
  /** A resolved or closed incident must have both. */
  causeCode: 'Other',
  resolution: 'Resolved in Microsoft Teams: see the notes.',
} as const
export type Mapping = typeof IVANTI_MAPPING & Readonly<Record<string, string>>

/** Ivanti has no cancelled incidents. */
export const STATES = ['new', 'in-progress', 'on-hold', 'resolved', 'closed'] as const
export type State = (typeof STATES)[number]

const WAITING = /^Waiting for /
const URGENCY = { low: 'Low', normal: 'Medium', high: 'High' } as const
const IMPACT = { one: 'Low', team: 'Medium', everybody: 'High' } as const

export function isHeld(state: TicketState): state is State {
  return STATES.some((its) => its === state)
}

/** What a state needs beside itself; how it was resolved stays as somebody there wrote it (`now`). */
export function stateFields(
  state: State,
  { team, onHold, causeCode, resolution }: Mapping,
  now: Readonly<Record<string, unknown>> = {},
): object {
  switch (state) {
    case 'new':
      return { Status: 'Logged' }
    case 'in-progress':
      return { Status: 'Active', ...(team === '' ? {} : { OwnerTeam: team }) }
    case 'on-hold':
      return { Status: onHold }
    case 'resolved':
    case 'closed': {
      const Status = state === 'resolved' ? 'Resolved' : 'Closed'
      return { Status, CauseCode: now['CauseCode'] || causeCode, Resolution: now['Resolution'] || resolution }
    }
  }
}

export function levelsOf({ urgency, impact }: { readonly urgency?: Urgency; readonly impact?: Impact }): object {
  return {
    ...(urgency === undefined ? {} : { Urgency: URGENCY[urgency] }),
    ...(impact === undefined ? {} : { Impact: IMPACT[impact] }),
  }
}

/** An owner is known by login, and a requester by id; both have the login as id here. */
export function toPerson({ LoginID, DisplayName, PrimaryEmail }: z.output<typeof employee>): RemotePerson {
  return { id: LoginID, name: DisplayName || LoginID, email: PrimaryEmail || undefined }
}

interface People {
  readonly requester: RemotePerson | undefined
  readonly assignee: RemotePerson | undefined
}

export function toTicket(
  row: z.output<typeof incident>,
  { requester, assignee }: People,
  mapping: Mapping,
): RemoteTicket {
  const key = row[mapping.keyField]
  return {
    id: row.RecId,
    number: row.IncidentNumber,
    key: typeof key === 'string' && key !== '' ? key : undefined,
    title: row.Subject,
    state: stateOf(row.Status),
    stateLabel: row.Status,
    urgency: keyOf(URGENCY, row.Urgency),
    impact: keyOf(IMPACT, row.Impact),
    category: ourCategory(mapping, row.Category),
    requester,
    assignee,
    openedAt: Date.parse(row.CreatedDateTime),
  }
}

function stateOf(status: string): TicketState {
  if (WAITING.test(status)) return 'on-hold'
  const known: Readonly<Record<string, TicketState>> = { Logged: 'new', Resolved: 'resolved', Closed: 'closed' }
  return known[status] ?? 'in-progress'
}
