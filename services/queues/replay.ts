import { percentileOf } from '../measures/spread.ts'
import { DAY_MS } from '../time.ts'
import { type Candidate, choose } from './queue.ts'

/** A chat as it was: times in milliseconds since 1970. */
export interface Recorded {
  readonly requesterId: string
  readonly queuedAt: number
  /** Who took it, when, and how long they led it; `undefined`: nobody did. */
  readonly taken: { readonly by: string; readonly at: number; readonly lastedMs: number } | undefined
  /** When whoever asked gave up; `undefined`: they did not. */
  readonly abandonedAt: number | undefined
}

export interface ReplayRules {
  readonly mostChats: number
  readonly wrapUpMs: number
}

/** What became of some chats: how long those that were taken had waited, half of them, nine of ten, the longest; in milliseconds. */
export interface Outcome {
  readonly taken: number
  readonly abandoned: number
  /** Nobody took them as long as somebody was there. */
  readonly left: number
  readonly medianMs: number
  readonly ninthMs: number
  readonly longestMs: number
}

export interface Replay {
  readonly recorded: Outcome
  readonly replayed: Outcome
  /** How many another analyst would have had. */
  readonly moved: number
}

interface Shift {
  readonly objectId: string
  readonly from: number
  readonly until: number
}

/**
 * What would have become of recorded chats had the queue offered each to one analyst at a time, by these rules (F10). It takes as
 * given: who took a chat on a day was there from their first to the end of their last; a chat lasts as long with whomever; whoever
 * is offered one takes it at once; who gave up while waiting gives up at the same time. Pure; chats of another day are other chats.
 */
export function replay(chats: readonly Recorded[], rules: ReplayRules): Replay {
  const days = new Map<number, Recorded[]>()
  for (const chat of chats) {
    const day = Math.floor(chat.queuedAt / DAY_MS)
    days.set(day, [...(days.get(day) ?? []), chat])
  }
  const ends = [...days.values()].flatMap((day) => replayDay(day, rules))
  return {
    recorded: outcomeOf(chats.map(asRecorded)),
    replayed: outcomeOf(ends),
    moved: ends.filter(({ chat, by }) => by !== undefined && chat.taken !== undefined && by !== chat.taken.by).length,
  }
}

interface End {
  readonly chat: Recorded
  /** Who took it, and how long it had waited. */
  readonly by?: string
  readonly waitedMs?: number
  readonly isAbandoned: boolean
}

function asRecorded(chat: Recorded): End {
  const { taken, queuedAt, abandonedAt } = chat
  if (taken === undefined) return { chat, isAbandoned: abandonedAt !== undefined }
  return { chat, by: taken.by, waitedMs: taken.at - queuedAt, isAbandoned: false }
}

function replayDay(chats: readonly Recorded[], { mostChats, wrapUpMs }: ReplayRules): readonly End[] {
  const shifts = shiftsOf(chats)
  const lasts = chats.flatMap(({ taken }) => taken?.lastedMs ?? [])
  const usualMs = lasts.toSorted((a, b) => a - b)[Math.floor(lasts.length / 2)] ?? 0
  const leading = new Map<string, { chats: number; since: number; busyUntil: number }>(
    shifts.map(({ objectId, from }) => [objectId, { chats: 0, since: from, busyUntil: 0 }]),
  )
  const ends: End[] = []
  let waiting: Recorded[] = []
  const moments = createMoments()
  for (const chat of chats) {
    moments.add(chat.queuedAt, () => {
      waiting.push(chat)
    })
    // Who gave up is gone, if nobody took them before.
    if (chat.abandonedAt !== undefined)
      moments.add(chat.abandonedAt, () => {
        if (!waiting.includes(chat)) return
        waiting = waiting.filter((its) => its !== chat)
        ends.push({ chat, isAbandoned: true })
      })
  }
  for (const { from } of shifts) moments.add(from, () => {})
  for (let at = moments.next(); at !== undefined; at = moments.next()) {
    for (const chat of [...waiting].sort((a, b) => a.queuedAt - b.queuedAt)) {
      const there = shifts.filter((shift) => shift.from <= at && at < shift.until)
      const candidates = there.map(({ objectId }): Candidate => {
        const its = leading.get(objectId) ?? { chats: 0, since: 0, busyUntil: 0 }
        return { objectId, name: '', ...its }
      })
      const { to } = choose({ requesterId: chat.requesterId, helperId: undefined, answers: [] }, candidates, {
        mostChats,
        at,
      })
      const its = to && leading.get(to.objectId)
      if (to === undefined || its === undefined) continue
      waiting = waiting.filter((other) => other !== chat)
      ends.push({ chat, by: to.objectId, waitedMs: at - chat.queuedAt, isAbandoned: false })
      its.chats += 1
      const over = at + (chat.taken?.lastedMs ?? usualMs)
      moments.add(over, () => {
        its.chats -= 1
        its.since = over
        its.busyUntil = over + wrapUpMs
        if (wrapUpMs > 0) moments.add(over + wrapUpMs, () => {})
      })
    }
  }
  return [...ends, ...waiting.map((chat) => ({ chat, isAbandoned: false }))]
}

/** From the first chat that somebody took on a day to the end of their last. */
function shiftsOf(chats: readonly Recorded[]): readonly Shift[] {
  const shifts = new Map<string, Shift>()
  for (const { taken } of chats) {
    if (taken === undefined) continue
    const its = shifts.get(taken.by)
    shifts.set(taken.by, {
      objectId: taken.by,
      from: Math.min(its?.from ?? taken.at, taken.at),
      until: Math.max(its?.until ?? 0, taken.at + taken.lastedMs),
    })
  }
  return [...shifts.values()]
}

/** Things that happen, in the order of their times. So few are left at a time that the next is found by looking at all. */
function createMoments() {
  let left: { readonly at: number; readonly work: () => void }[] = []
  return {
    add(at: number, work: () => void): void {
      left.push({ at, work })
    },
    /** Does all that happens next at one time; `undefined`: nothing is left. */
    next(): number | undefined {
      const first = left.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
      if (left.length === 0) return undefined
      const now = left.filter(({ at }) => at === first)
      left = left.filter(({ at }) => at !== first)
      for (const { work } of now) work()
      return first
    },
  }
}

function outcomeOf(ends: readonly End[]): Outcome {
  const waits = ends.flatMap(({ waitedMs }) => waitedMs ?? []).toSorted((a, b) => a - b)
  const abandoned = ends.filter((its) => its.isAbandoned).length
  return {
    taken: waits.length,
    abandoned,
    left: ends.length - waits.length - abandoned,
    medianMs: percentileOf(waits, 0.5),
    ninthMs: percentileOf(waits, 0.9),
    longestMs: waits.at(-1) ?? 0,
  }
}
