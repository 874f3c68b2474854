import type { z } from 'zod'
import type { Impact, TicketState, Urgency } from '../../tickets/ticket.ts'
import { keyOf, ourCategory } from '../names.ts'
import type { RemotePerson, RemoteTicket } from '../port.ts'
import type { incident, person } from './schema.ts'

/** The names that a workspace may map. */
export const SERVICENOW_MAPPING = {
  table: 'incident',
  /** What an incident on hold waits for: 1, the caller, makes a comment mandatory. 3 problem, 4 vendor, 5 change. */
  holdReason: '5',
  /** A resolved or closed incident must have both. */
  closeCode: 'Solution provided',
  closeNotes: 'Resolved in Microsoft Teams: see the comments.',
} as const
/** Whose key it is that stands in `correlation_id`. */
export const CORRELATION_DISPLAY = 'Microsoft Teams'
export type Mapping = typeof SERVICENOW_MAPPING & Readonly<Record<string, string>>

/** An incident's states by their values. */
const STATE = { new: '1', 'in-progress': '2', 'on-hold': '3', resolved: '6', closed: '7', cancelled: '8' } as const
const LABEL: Readonly<Record<string, string>> = {
  1: 'New',
  2: 'In Progress',
  3: 'On Hold',
  6: 'Resolved',
  7: 'Closed',
  8: 'Canceled',
}
export const STATES = Object.keys(STATE) as readonly TicketState[]
const URGENCY = { high: '1', normal: '2', low: '3' } as const
const IMPACT = { everybody: '1', team: '2', one: '3' } as const

/** The priority follows from both, by the instance's own table: it cannot be written. */
export function levelsOf({ urgency, impact }: { readonly urgency?: Urgency; readonly impact?: Impact }): object {
  return {
    ...(urgency === undefined ? {} : { urgency: URGENCY[urgency] }),
    ...(impact === undefined ? {} : { impact: IMPACT[impact] }),
  }
}

/** What a state needs beside itself; how it was resolved stays as somebody there wrote it (`now`). */
export function stateFields(
  state: TicketState,
  { holdReason, closeCode, closeNotes }: Mapping,
  now: Pick<z.output<typeof incident>, 'close_code' | 'close_notes'>,
): object {
  const fields = { state: STATE[state], hold_reason: state === 'on-hold' ? holdReason : '' }
  if (state !== 'resolved' && state !== 'closed') return fields
  return { ...fields, close_code: now.close_code || closeCode, close_notes: now.close_notes || closeNotes }
}

export function toPerson({ sys_id, name, email, user_name }: z.output<typeof person>): RemotePerson {
  return { id: sys_id, name: name || user_name, email: email || undefined }
}

export function toTicket(row: z.output<typeof incident>, mapping: Mapping): RemoteTicket {
  const of = (who: 'caller_id' | 'assigned_to') =>
    row[who] === '' ? undefined : { id: row[who], name: row[`${who}.name`], email: row[`${who}.email`] || undefined }
  return {
    id: row.sys_id,
    number: row.number,
    // Other integrations have keys there too.
    key: row.correlation_display === CORRELATION_DISPLAY ? row.correlation_id || undefined : undefined,
    title: row.short_description,
    state: keyOf(STATE, row.state) ?? 'in-progress',
    stateLabel: LABEL[row.state] ?? row.state,
    urgency: keyOf(URGENCY, row.urgency),
    impact: keyOf(IMPACT, row.impact),
    category: ourCategory(mapping, row.category),
    requester: of('caller_id'),
    assignee: of('assigned_to'),
    openedAt: timeOf(row.sys_created_on),
  }
}

/** `2026-11-27 13:20:05`, UTC, in milliseconds since 1970. */
export function timeOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

export function textOf(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}
