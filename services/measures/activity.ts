import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { DAY_MS, dayIn, MINUTE_MS } from '../time.ts'
import { percentileOf } from './spread.ts'

/** What happened at desks on a day, `2026-11-27`, in a time zone. */
export interface ActivityDay {
  readonly day: string
  /** Chats: asked for, taken, and given up by who waited. */
  readonly asked: number
  readonly taken: number
  readonly abandoned: number
  /** Incidents and requests. */
  readonly opened: number
  readonly resolved: number
}

/** Half of them took no longer, and nine of ten; in milliseconds. `undefined`: there were none. */
export interface Spread {
  readonly median: number
  readonly ninth: number
}

export interface Activity {
  /** From the first day to the last, none left out. */
  readonly days: readonly ActivityDay[]
  /** From asking for a chat to its being taken; while the desk was closed does not count apart. */
  readonly wait: Spread | undefined
  /** From opening an incident to its being resolved. */
  readonly resolution: Spread | undefined
  /** Now. */
  readonly waiting: number
  readonly unsettled: number
}

/** How long things took is read of so many, the latest. */
const MOST = 20_000
/** Everywhere days begin at a quarter of an hour: so many rows tell of each day, however much happened. */
const QUARTER_MS = 15 * MINUTE_MS
const NOTHING = { asked: 0, taken: 0, abandoned: 0, opened: 0, resolved: 0 }

/** As a number in either database. */
const wasTaken = sql<number>`case when taken_at is not null then 1 else 0 end`
const quarterOf = (column: string) => sql<number>`${sql.ref(column)} / ${sql.lit(QUARTER_MS)}`

/** The figures of some workspaces over the last days until now (S1.6, S1.7). Counts alone: of nobody by name. */
export async function activityOf(
  db: Db,
  workspaceIds: readonly string[],
  { days, now, timeZone }: { readonly days: number; readonly now: number; readonly timeZone: string },
): Promise<Activity> {
  const dayOf = dayIn(timeZone)
  // Days of a calendar: where clocks are changed, one is longer or shorter than others.
  const today = Date.parse(`${dayOf(now)}T00:00:00Z`)
  const keys = Array.from({ length: days }, (_, n) =>
    new Date(today - (days - 1 - n) * DAY_MS).toISOString().slice(0, 10),
  )
  const from = now - (days + 1) * DAY_MS
  const chats = await db
    .selectFrom('handoffs')
    .select(['state', quarterOf('queued_at').as('quarter'), wasTaken.as('taken')])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', 'in', workspaceIds)
    .where('queued_at', '>=', from)
    .groupBy(['state', 'quarter', 'taken'])
    .execute()
  const waits = await db
    .selectFrom('handoffs')
    .select('waited_ms')
    .where('workspace_id', 'in', workspaceIds)
    .where('queued_at', '>=', from)
    .where('waited_ms', '>=', 0)
    .orderBy('queued_at', 'desc')
    .limit(MOST)
    .execute()
  const opened = await db
    .selectFrom('tickets')
    .select(quarterOf('opened_at').as('quarter'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('workspace_id', 'in', workspaceIds)
    .where('updated_at', '>=', from)
    .where('opened_at', '>=', from)
    .groupBy('quarter')
    .execute()
  const ends = db
    .selectFrom('tickets as t')
    .innerJoin('ticket_entries as e', 'e.ticket_id', 't.id')
    .select(({ fn }) => ['t.opened_at', fn.max('e.at').as('at')])
    .where('t.workspace_id', 'in', workspaceIds)
    .where('t.updated_at', '>=', from)
    .where('t.state', 'in', ['resolved', 'closed'])
    .where('e.kind', '=', 'resolved')
    .where('e.at', '>=', from)
    .groupBy(['t.id', 't.opened_at'])
  const resolved = await db
    .selectFrom(ends.as('ends'))
    .select(quarterOf('at').as('quarter'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .groupBy('quarter')
    .execute()
  const lasted = await db.selectFrom(ends.as('ends')).selectAll().orderBy('at', 'desc').limit(MOST).execute()
  const counts = new Map(keys.map((key) => [key, { ...NOTHING }]))
  const count = (at: number, what: keyof typeof NOTHING, times: number) => {
    const day = counts.get(dayOf(at))
    if (day !== undefined) day[what] += times
  }
  for (const chat of chats) {
    const [at, times] = [Number(chat.quarter) * QUARTER_MS, Number(chat.count)]
    count(at, 'asked', times)
    if (chat.state === 'abandoned') count(at, 'abandoned', times)
    if (Number(chat.taken) === 1) count(at, 'taken', times)
  }
  for (const its of opened) count(Number(its.quarter) * QUARTER_MS, 'opened', Number(its.count))
  for (const its of resolved) count(Number(its.quarter) * QUARTER_MS, 'resolved', Number(its.count))
  const present = await db
    .selectNoFrom(({ selectFrom }) => [
      selectFrom('handoffs')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('workspace_id', 'in', workspaceIds)
        .where(sql<boolean>`state = 'queued'`)
        .as('waiting'),
      selectFrom('tickets')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('workspace_id', 'in', workspaceIds)
        .where(sql<boolean>`state in ('new', 'in-progress', 'on-hold')`)
        .as('unsettled'),
    ])
    .executeTakeFirstOrThrow()
  return {
    days: keys.map((day) => ({ day, ...NOTHING, ...counts.get(day) })),
    wait: spreadOf(waits.map(({ waited_ms }) => Number(waited_ms))),
    resolution: spreadOf(lasted.map(({ opened_at, at }) => Number(at) - Number(opened_at))),
    waiting: Number(present.waiting),
    unsettled: Number(present.unsettled),
  }
}

/** By nearest rank. Pure. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.length === 0 ? undefined : { median: percentileOf(sorted, 0.5), ninth: percentileOf(sorted, 0.9) }
}
