import { afterOpenMs, type Hours, openMs } from '../calendars/calendar.ts'
import { type EntryKind, isSettled, priorityOf, type Ticket, type TicketEntry } from '../tickets/ticket.ts'

/** A: critical, round the clock. B: high. C: anything else, and every request (S3.17). */
export const SEVERITIES = ['A', 'B', 'C'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Within how many minutes; `null`: that is not promised. */
export interface Terms {
  readonly first: number | null
  /** To each word that waits for an answer after that. */
  readonly next: number | null
  readonly resolution: number | null
}

/** What a workspace promises (S3.12). */
export type Sla = Readonly<Record<Severity, Terms>>

export const PROMISES = ['first-response', 'next-response', 'resolution'] as const
export type PromiseKind = (typeof PROMISES)[number]

export interface SlaPromise {
  readonly kind: PromiseKind
  /** What tells it from others of its kind; milliseconds since 1970, as all times here. */
  readonly startedAt: number
  /** From when on it is told that it is nearly due; `undefined`: it is on hold. */
  readonly warnAt: number | undefined
  readonly dueAt: number | undefined
  readonly state: 'pending' | 'met' | 'breached'
  /** When what was promised came. */
  readonly endedAt: number | undefined
}

const MINUTE_MS = 60_000
/** A quarter of the time is left. */
const WARN_AT = 0.75

type Entry = Pick<TicketEntry, 'kind' | 'author' | 'text' | 'at'>
/** `to` is missing while it lasts. */
interface Pause {
  readonly from: number
  readonly to: number | undefined
}

export function severityOf(ticket: Pick<Ticket, 'kind' | 'impact' | 'urgency'>): Severity {
  const priority = priorityOf(ticket)
  if (ticket.kind === 'service-request' || priority > 2) return 'C'
  return priority === 1 ? 'A' : 'B'
}

/**
 * What is promised of a ticket, read from its history (all of it, the oldest first). What is closed by the workspace's hours
 * and what is on hold does not count (C24); severity A knows no hours. Pure.
 */
export function promisesOf(
  ticket: Pick<
    Ticket,
    'kind' | 'impact' | 'urgency' | 'state' | 'requester' | 'opener' | 'assignee' | 'handoffId' | 'openedAt'
  >,
  entries: readonly Entry[],
  { sla, hours, now }: { readonly sla: Sla; readonly hours: Hours | null; readonly now: number },
): readonly SlaPromise[] {
  const severity = severityOf(ticket)
  const terms = sla[severity]
  const clock = severity === 'A' ? null : hours
  const pauses = pausesIn(ticket, entries, now)
  const last = entries.findLast(({ kind }) => ENDS.includes(kind))
  const isOver = isSettled(ticket)
  const promise = (
    kind: PromiseKind,
    minutes: number | null,
    startedAt: number,
    endedAt: number | undefined,
  ): readonly SlaPromise[] => {
    // Nobody waits any more for what did not come.
    if (minutes === null || (endedAt === undefined && isOver)) return []
    const at = (share: number) => dueAfter(startedAt, minutes * MINUTE_MS * share, pauses, clock)
    const dueAt = at(1)
    const isLate = dueAt !== undefined && (endedAt ?? now) > dueAt
    const state = isLate ? 'breached' : endedAt === undefined ? 'pending' : 'met'
    return [{ kind, startedAt, warnAt: at(WARN_AT), dueAt, state, endedAt }]
  }
  const answered = firstAnswer(ticket, entries)
  return [
    ...promise('first-response', terms.first, ticket.openedAt, answered),
    ...questionsAfter(ticket, entries, answered).flatMap(({ at, answeredAt }) =>
      promise('next-response', terms.next, at, answeredAt),
    ),
    ...promise(
      'resolution',
      terms.resolution,
      ticket.openedAt,
      isOver && last?.kind === 'resolved' ? last.at : undefined,
    ),
  ]
}

const SAYS: readonly EntryKind[] = ['comment', 'resolved', 'cancelled']
/** With words, or without. */
const MAY_SAY: readonly EntryKind[] = ['held', 'taken', 'resumed']
type Concerned = Pick<Ticket, 'requester' | 'opener' | 'assignee' | 'handoffId'>

const ENDS: readonly EntryKind[] = ['resolved', 'cancelled', 'withdrawn']
const RESUMES: readonly EntryKind[] = ['resumed', 'taken', ...ENDS, 'reopened']

/**
 * Whoever waits: the requester, and who opened it for them, unless that was an analyst from a chat, or is who works on it.
 */
function isTheirs({ requester, opener, assignee, handoffId }: Concerned, { author: { objectId } }: Entry): boolean {
  if (objectId === assignee?.objectId) return false
  return objectId === requester.objectId || (handoffId === undefined && objectId === opener.objectId)
}

/** A word of the desk's to whom it concerns; that somebody took it is none. */
function isAnswer(ticket: Concerned, entry: Entry): boolean {
  const says = SAYS.includes(entry.kind) || (MAY_SAY.includes(entry.kind) && entry.text !== '')
  return !isTheirs(ticket, entry) && says
}

function firstAnswer(ticket: Concerned & Pick<Ticket, 'openedAt'>, entries: readonly Entry[]): number | undefined {
  // They were just talking with whoever made it of their chat.
  const isFromTalk = ticket.handoffId !== undefined && ticket.opener.objectId !== ticket.requester.objectId
  return isFromTalk ? ticket.openedAt : entries.find((its) => isAnswer(ticket, its))?.at
}

/** What they said after that, and when it was answered: several words that wait for one answer are one. */
function questionsAfter(
  ticket: Concerned,
  entries: readonly Entry[],
  answered: number | undefined,
): readonly { readonly at: number; readonly answeredAt: number | undefined }[] {
  const questions: { at: number; answeredAt: number | undefined }[] = []
  if (answered === undefined) return questions
  for (const entry of entries) {
    const open = questions.at(-1)
    const isWaiting = open !== undefined && open.answeredAt === undefined
    if (isWaiting && isAnswer(ticket, entry)) open.answeredAt = entry.at
    // What is settled waits for nothing: « merci » is no question.
    else if (entry.kind === 'confirmed' && isWaiting) questions.pop()
    else if (!isWaiting && entry.at >= answered && isTheirs(ticket, entry) && ASKS.includes(entry.kind))
      questions.push({ at: entry.at, answeredAt: undefined })
  }
  return questions
}

const ASKS: readonly EntryKind[] = ['comment', 'reopened']

/** While it was on hold, or settled and not yet reopened. */
function pausesIn({ state }: Pick<Ticket, 'state'>, entries: readonly Entry[], now: number): readonly Pause[] {
  const pauses: Pause[] = []
  let from: number | undefined
  for (const { kind, at } of entries) {
    if (from !== undefined && RESUMES.includes(kind)) {
      pauses.push({ from, to: at })
      from = undefined
    }
    if (kind === 'held' || ENDS.includes(kind)) from ??= at
  }
  const isPaused = state === 'on-hold' || isSettled({ state })
  // Somebody may have gone on with it without a word: since when, nobody knows.
  if (from !== undefined) pauses.push({ from, to: isPaused ? undefined : now })
  return pauses
}

/** When so much time has passed that counts; `undefined`: not before it goes on. */
function dueAfter(from: number, ms: number, pauses: readonly Pause[], hours: Hours | null): number | undefined {
  let [at, left] = [from, ms]
  for (const pause of pauses) {
    if (pause.to !== undefined && pause.to <= at) continue
    const worked = pause.from <= at ? 0 : hours === null ? pause.from - at : openMs(hours, at, pause.from)
    if (worked >= left) break
    if (pause.to === undefined) return undefined
    left -= worked
    at = pause.to
  }
  return hours === null ? at + left : afterOpenMs(hours, at, left)
}
