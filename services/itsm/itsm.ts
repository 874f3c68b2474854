import type { PersonKey } from '../people/person.ts'
import type { Category, Impact, Ticket, TicketState, Urgency } from '../tickets/ticket.ts'
import type { Change, RemoteTicket, Supports } from './port.ts'

/** What both sides may change of a ticket. */
export interface Fields {
  readonly state: TicketState
  readonly urgency: Urgency | undefined
  readonly impact: Impact | undefined
  readonly category: Category | undefined
  /** The system's own id of whoever works on it; `ours:…` of somebody whom it does not know. */
  readonly assignee: string | undefined
}
export type Field = keyof Fields
const FIELDS = ['state', 'urgency', 'impact', 'category', 'assignee'] as const satisfies readonly Field[]

/** What an analyst restores at one press where both sides changed it. */
export const RESTORABLE = ['urgency', 'impact', 'category'] as const satisfies readonly Field[]
export type Restorable = (typeof RESTORABLE)[number]

export interface Reconciled {
  /** What is to be written there, and what here. */
  readonly toRemote: Partial<Fields>
  readonly toLocal: Partial<Fields>
  /** Changed on both sides, each in its own way: the ticket system is right until somebody decides otherwise (F18). */
  readonly conflicts: readonly Field[]
}

/**
 * A three-way merge, field by field: `base` is what both sides agreed on last. What one side changed goes to the other. A field
 * that the system cannot hold, or does not tell, stays what it is here.
 */
export function reconcile(local: Fields, base: Fields, remote: Fields, supports: Supports): Reconciled {
  const toRemote: Record<string, unknown> = {}
  const toLocal: Record<string, unknown> = {}
  const conflicts: Field[] = []
  for (const field of FIELDS) {
    if (!isHeld(field, supports, remote)) continue
    const [ours, before, theirs] = [heldValue(local, field, supports), heldValue(base, field, supports), remote[field]]
    if (ours === theirs) continue
    if (theirs === before) {
      if (field !== 'assignee' || !isOursAlone(ours)) toRemote[field] = ours
      continue
    }
    toLocal[field] = theirs
    if (ours !== before) conflicts.push(field)
  }
  return { toRemote, toLocal, conflicts }
}

/** What is written there, without what was refused before, as long as it is the same value. */
export function withoutRefused(toRemote: Partial<Fields>, refused: Partial<Fields> = {}): Partial<Fields> {
  const wanted = Object.entries(toRemote).filter(
    ([field, value]) => !(field in refused && refused[field as Field] === value),
  )
  return Object.fromEntries(wanted)
}

/** What was refused before, and is wanted still. */
export function refusedBefore(toRemote: Partial<Fields>, refused: Partial<Fields> = {}): Partial<Fields> {
  const still = Object.entries(refused).filter(
    ([field, value]) => field in toRemote && toRemote[field as Field] === value,
  )
  return Object.fromEntries(still)
}

/** What was written, and is there as it was before: the system refused it, many without a word. */
export function refusedOf(written: Partial<Fields>, before: Fields, after: Fields): Partial<Fields> {
  const refused = Object.entries(written).filter(
    ([field, value]) => after[field as Field] !== value && after[field as Field] === before[field as Field],
  )
  return Object.fromEntries(refused)
}

function isHeld(field: Field, supports: Supports, remote: Fields): boolean {
  if (field === 'state' || field === 'assignee') return true
  return supports[field] && (field === 'category' || remote[field] !== undefined)
}

function heldValue(fields: Fields, field: Field, supports: Supports): Fields[Field] {
  return field === 'state' ? heldState(fields.state, supports) : fields[field]
}

/** The nearest state that a system can hold: one that has no « closed » keeps it resolved. */
export function heldState(state: TicketState, { states }: Supports): TicketState {
  if (states.includes(state)) return state
  const instead: Readonly<Record<TicketState, readonly TicketState[]>> = {
    new: ['in-progress'],
    'in-progress': ['new'],
    'on-hold': ['in-progress', 'new'],
    resolved: ['closed'],
    closed: ['resolved'],
    cancelled: ['closed', 'resolved'],
  }
  return instead[state].find((its) => states.includes(its)) ?? state
}

const OURS = 'ours:'
const THEIRS = 'remote:'

/** Whoever works on it here, and has no account there. */
export function oursAlone({ objectId }: Pick<PersonKey, 'objectId'>): string {
  return `${OURS}${objectId}`
}

function isOursAlone(assignee: unknown): boolean {
  return typeof assignee === 'string' && assignee.startsWith(OURS)
}

/** The object id under which somebody is kept whom only the ticket system knows. */
export function objectIdOfTheirs(system: string, remoteId: string): string {
  return `${THEIRS}${system}:${remoteId}`
}

/** The system's id of somebody who is kept so; `undefined` for one of ours. */
export function idOfTheirs(system: string, { objectId }: Pick<PersonKey, 'objectId'>): string | undefined {
  const prefix = objectIdOfTheirs(system, '')
  return objectId.startsWith(prefix) ? objectId.slice(prefix.length) : undefined
}

export function remoteFields({ state, urgency, impact, category, assignee }: RemoteTicket): Fields {
  return { state, urgency, impact, category, assignee: assignee?.id }
}

/** Of a ticket that was just opened: whatever is otherwise there, somebody or a rule of theirs has changed since. */
export function openedFields(opened: RemoteTicket): Fields {
  return { ...remoteFields(opened), state: 'new', assignee: undefined }
}

export function localFields({ state, urgency, impact, category }: Ticket, assignee: string | undefined): Fields {
  return { state, urgency, impact, category, assignee }
}

/** What is written there. */
export function changeOf(toRemote: Partial<Fields>): Change {
  const { urgency, impact, ...rest } = toRemote
  return {
    ...rest,
    ...(urgency === undefined ? {} : { urgency }),
    ...(impact === undefined ? {} : { impact }),
  } as Change
}

/** The idempotency key of an entry that came from there. */
export function keyOfTheirs(system: string, entryId: string): string {
  return `${THEIRS}${system}:${entryId}`
}

/** How far a workspace is in step (F19): `yellow`, it has failed lately or is late; `red`, for longer, or we are not admitted. */
export type Light = 'green' | 'yellow' | 'red'

export interface InStep {
  /** What people call the system. */
  readonly label: string
  readonly light: Light
  readonly polledAt: number | undefined
  readonly failingSince: number | undefined
  /** Our own code of what went wrong, or the status that was answered. */
  readonly lastError: string | undefined
  /** The tickets that wait to be sent, and since when the oldest does. */
  readonly unsent: { readonly count: number; readonly since: number } | undefined
}

const RED_AFTER_MS = 5 * 60_000
const LATE_MS = 60_000

export function lightOf(
  {
    failingSince,
    lastError,
    polledAt,
  }: {
    readonly failingSince: number | undefined
    readonly lastError: string | undefined
    readonly polledAt: number | undefined
  },
  periodMs: number | undefined,
  at: number,
): Light {
  if (failingSince !== undefined) {
    return isNotAdmitted(lastError) || at - failingSince >= RED_AFTER_MS ? 'red' : 'yellow'
  }
  const isLate = periodMs !== undefined && polledAt !== undefined && at - polledAt > periodMs + LATE_MS
  return isLate ? 'yellow' : 'green'
}

/** Whether the connection's credentials are refused. */
export function isNotAdmitted(lastError: string | undefined): boolean {
  return lastError === '401'
}

/** How often a workspace asks its ticket system, in milliseconds; `undefined`: when somebody wishes it. */
export function pollPeriodMs(sync: 'fast' | '15' | '30' | 'manual'): number | undefined {
  if (sync === 'manual') return undefined
  return sync === 'fast' ? FAST_MS : Number(sync) * 60_000
}

/** « En continu »: a change there is seen here within some seconds. */
const FAST_MS = 5_000
