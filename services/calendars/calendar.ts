/** When a desk answers: spans of each day of the week in one time zone, and the days on which it does not. */
export interface Hours {
  /** An IANA name, e.g. `Europe/Paris`. */
  readonly timeZone: string
  /** Spans as `08:00-12:00, 13:00-17:00`; empty where it is closed. */
  readonly week: Readonly<Record<Weekday, string>>
  /** Dates as `2026-12-25`, in that zone. */
  readonly holidays: readonly string[]
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Minutes since midnight, or times; `to` is not in it. */
interface Span {
  readonly from: number
  readonly to: number
}

const DAY_MIN = 24 * 60
/** Holidays and closed weeks may be many; a desk that opens on no day in a year is closed. */
const LOOK_AHEAD_DAYS = 370
const LOOK_BACK_DAYS = 7

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Reads `08:00-12:00, 13:00-17:00`; `undefined` where it is no list of spans in their order that lie apart. */
export function parseSpans(text: string): readonly Span[] | undefined {
  if (text.trim() === '') return []
  const spans = text.split(',').map((part) => {
    const [, h1, m1, h2, m2] = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(part) ?? []
    return { from: minutes(h1, m1), to: minutes(h2, m2) }
  })
  const isRight = spans.every(({ from, to }, n) => from < to && to <= DAY_MIN && (spans[n - 1]?.to ?? 0) <= from)
  return isRight ? spans : undefined
}

/** Hours that are never open, or spans that cannot be read, are faults of who wrote them (see `settings.ts`). */
export function isOpenAt(hours: Hours, at: number): boolean {
  const { date, weekday, minute } = localTime(hours.timeZone, at)
  if (hours.holidays.includes(date)) return false
  return (parseSpans(hours.week[weekday]) ?? []).some(({ from, to }) => from <= minute && minute < to)
}

/** When it opens next, in milliseconds since 1970; `undefined`: not within a year. */
export function nextOpening(hours: Hours, at: number): number | undefined {
  for (const { from } of openSpans(hours, at)) if (from > at) return from
  return undefined
}

/** How much of the time between two times it is open, in milliseconds. */
export function openMs(hours: Hours, from: number, to: number): number {
  let sum = 0
  for (const span of openSpans(hours, from)) {
    if (span.from >= to) break
    sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from))
  }
  return sum
}

/** When it will have been open for so many milliseconds since a time; `undefined`: not within a year. */
export function afterOpenMs(hours: Hours, from: number, ms: number): number | undefined {
  let left = ms
  for (const span of openSpans(hours, from)) {
    const begins = Math.max(span.from, from)
    if (span.to <= begins) continue
    if (span.to - begins >= left) return begins + left
    left -= span.to - begins
  }
  return undefined
}

/** When it is open on the day of a time and on those of a year after it, in milliseconds since 1970. */
function* openSpans(hours: Hours, at: number): Generator<Span> {
  const format = formatOf(hours.timeZone)
  const { date } = localTime(hours.timeZone, at, format)
  const midnight = Date.parse(`${date}T00:00:00Z`)
  for (let day = 0; day <= LOOK_AHEAD_DAYS; day += 1) {
    const utc = new Date(midnight + day * DAY_MIN * 60_000)
    if (hours.holidays.includes(utc.toISOString().slice(0, 10))) continue
    const weekday = WEEKDAYS[(utc.getUTCDay() + 6) % 7] as Weekday
    const localOf = (minute: number) => fromLocal(hours.timeZone, utc.getTime() + minute * 60_000, format)
    for (const { from, to } of parseSpans(hours.week[weekday]) ?? []) yield { from: localOf(from), to: localOf(to) }
  }
}

/** When its last day ended, in milliseconds since 1970: a break within a day is no end. `undefined`: it opened on no day of a week. */
export function lastClosing(hours: Hours, at: number): number | undefined {
  const { date } = localTime(hours.timeZone, at)
  const midnight = Date.parse(`${date}T00:00:00Z`)
  for (let day = 0; day <= LOOK_BACK_DAYS; day += 1) {
    const utc = new Date(midnight - day * DAY_MIN * 60_000)
    if (hours.holidays.includes(utc.toISOString().slice(0, 10))) continue
    const weekday = WEEKDAYS[(utc.getUTCDay() + 6) % 7] as Weekday
    const to = (parseSpans(hours.week[weekday]) ?? []).at(-1)?.to
    // Open until midnight: the next day goes on.
    if (to === undefined || to === DAY_MIN) continue
    const closed = fromLocal(hours.timeZone, utc.getTime() + to * 60_000)
    if (closed <= at) return closed
  }
  return undefined
}

/** When a day like `2026-11-28` begins in a time zone, in milliseconds since 1970; `undefined` where it is no day. */
export function dayStart(day: string, timeZone: string): number | undefined {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  return Number.isNaN(midnight) ? undefined : fromLocal(timeZone, midnight)
}

function minutes(hours = '', rest = ''): number {
  const [h, m] = [Number(hours || Number.NaN), Number(rest || Number.NaN)]
  return m < 60 ? h * 60 + m : Number.NaN
}

/** Costly to make: whoever asks for many times makes one. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
}

function localTime(timeZone: string, at: number, format = formatOf(timeZone)) {
  const parts = format.formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((its) => its.type === type)?.value ?? ''
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    weekday: part('weekday').toLowerCase() as Weekday,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  }
}

/**
 * A local time, given as if it were UTC, in milliseconds since 1970. Of one that there is twice, the first; one that a clock
 * change skips is as long after the change as it would have been after its beginning.
 */
function fromLocal(timeZone: string, local: number, format = formatOf(timeZone)): number {
  const offsetAt = (at: number) => {
    const { date, minute } = localTime(timeZone, at, format)
    return Date.parse(`${date}T00:00:00Z`) + minute * 60_000 - at
  }
  const [before, after] = [local - offsetAt(local - DAY_MIN * 60_000), local - offsetAt(local + DAY_MIN * 60_000)]
  const found = [before, after].filter((at) => at + offsetAt(at) === local)
  return found.length === 0 ? before : Math.min(...found)
}
