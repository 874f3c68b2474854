import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Verdict } from '../feedback/feedback.ts'
import { PROMISES, type PromiseKind } from '../sla/sla.ts'
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
  /** From asking for a chat to the first word of an analyst’s. */
  readonly answer: Spread | undefined
  /** From opening an incident to its being resolved. */
  readonly resolution: Spread | undefined
  /** Now. */
  readonly waiting: number
  readonly unsettled: number
  /** Of what was promised of tickets since then and is kept or late, how many were kept (S3.17). */
  readonly promises: readonly { readonly kind: PromiseKind; readonly kept: number; readonly count: number }[]
  /** Of those resolved, how many nobody had to pass on: they came to the right place first (S3.23). */
  readonly firstRight: { readonly right: number; readonly count: number }
  /** How many said that they were helped, and what they wrote, the latest first; nobody’s name is with it. */
  readonly opinions: Readonly<Record<Verdict, number>>
  readonly words: readonly OpinionWords[]
}

interface OpinionWords {
  readonly verdict: Verdict | undefined
  readonly text: string
  readonly at: number
}

/** How long things took is read of so many, the latest. */
const MOST = 20_000
/** More of what people wrote nobody reads. */
const MOST_WORDS = 20
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
  const chatsTaken = await db
    .selectFrom('handoffs')
    .select(['queued_at', 'waited_ms'])
    .select(({ selectFrom }) =>
      selectFrom('messages')
        .select(({ fn }) => fn.min<number>('said_at').as('at'))
        .whereRef('messages.handoff_id', '=', 'handoffs.id')
        .where('messages.audience', '=', 'requester')
        .as('answered_at'),
    )
    .where('workspace_id', 'in', workspaceIds)
    .where('queued_at', '>=', from)
    // Where it was put off, the queue says nothing of it.
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
    .select(({ fn, selectFrom }) => [
      't.opened_at',
      fn.max('e.at').as('at'),
      selectFrom('ticket_entries as p')
        .select(fn.countAll<number>().as('count'))
        .whereRef('p.ticket_id', '=', 't.id')
        .where('p.kind', '=', 'passed')
        .as('passed'),
    ])
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
    wait: spreadOf(chatsTaken.map(({ waited_ms }) => Number(waited_ms))),
    answer: spreadOf(
      chatsTaken.flatMap(({ queued_at, answered_at: at }) => (at === null ? [] : [Number(at) - Number(queued_at)])),
    ),
    resolution: spreadOf(lasted.map(({ opened_at, at }) => Number(at) - Number(opened_at))),
    waiting: Number(present.waiting),
    unsettled: Number(present.unsettled),
    firstRight: { right: lasted.filter((its) => Number(its.passed) === 0).length, count: lasted.length },
    promises: await promisesKept(db, workspaceIds, from),
    ...(await opinionsOf(db, workspaceIds, from)),
  }
}

async function promisesKept(db: Db, workspaceIds: readonly string[], from: number): Promise<Activity['promises']> {
  const rows = await db
    .selectFrom('sla_promises as p')
    .innerJoin('tickets as t', 't.id', 'p.ticket_id')
    .select(['p.kind', 'p.state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('p.started_at', '>=', from)
    .where('p.state', '!=', 'pending')
    .where('t.workspace_id', 'in', workspaceIds)
    .groupBy(['p.kind', 'p.state'])
    .execute()
  return PROMISES.flatMap((kind) => {
    const own = rows.filter((its) => its.kind === kind)
    const countOf = (state: 'met' | 'breached') => Number(own.find((its) => its.state === state)?.count ?? 0)
    const [kept, count] = [countOf('met'), countOf('met') + countOf('breached')]
    return count === 0 ? [] : [{ kind, kept, count }]
  })
}

/** What people think of how they were helped. What is about a confidential incident is counted, and not read (F24). */
async function opinionsOf(db: Db, workspaceIds: readonly string[], from: number) {
  const lately = db
    .selectFrom('feedback')
    .where('workspace_id', 'in', workspaceIds)
    .where('given_at', '>=', from)
    // What is about the desk altogether is read in its thread, with a name.
    .where(sql<boolean>`(about like 'handoff:%' or about like 'ticket:%')`)
  const counted = await lately
    .select(['verdict', ({ fn }) => fn.countAll<number>().as('count')])
    .where('verdict', 'is not', null)
    .groupBy('verdict')
    .execute()
  const words = await lately
    .select(['verdict', 'text', 'given_at as at'])
    .where('text', '!=', '')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tickets')
            .select('id')
            .where('confidential', '=', 1)
            .where(sql<boolean>`tickets.id = substr(feedback.about, 8) and feedback.about like 'ticket:%'`),
        ),
      ),
    )
    .orderBy('given_at', 'desc')
    .limit(MOST_WORDS)
    .execute()
  const countOf = (verdict: Verdict) => Number(counted.find((its) => its.verdict === verdict)?.count ?? 0)
  return {
    opinions: { yes: countOf('yes'), partly: countOf('partly'), no: countOf('no') },
    words: words.map(({ verdict, text, at }) => ({ verdict: verdict ?? undefined, text, at: Number(at) })),
  }
}

/** By nearest rank. Pure. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.length === 0 ? undefined : { median: percentileOf(sorted, 0.5), ninth: percentileOf(sorted, 0.9) }
}
