import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { DAY_MS } from '../time.ts'

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

/** More than this of a kind are not read: figures of so many are none that a desk acts on. */
const MOST = 100_000

/** The figures of some workspaces over the last days until now (S1.6, S1.7). Counts alone: of nobody by name. */
export async function activityOf(
  db: Db,
  workspaceIds: readonly string[],
  { days, now, timeZone }: { readonly days: number; readonly now: number; readonly timeZone: string },
): Promise<Activity> {
  const dayOf = dayIn(timeZone)
  const keys = [...new Set(Array.from({ length: days }, (_, n) => dayOf(now - (days - 1 - n) * DAY_MS)))]
  const from = now - days * DAY_MS
  const chats = await db
    .selectFrom('handoffs')
    .select(['queued_at', 'waited_ms', 'state'])
    .where('workspace_id', 'in', workspaceIds)
    .where('queued_at', '>=', from)
    .limit(MOST)
    .execute()
  const opened = await db
    .selectFrom('tickets')
    .select('opened_at')
    .where('workspace_id', 'in', workspaceIds)
    .where('updated_at', '>=', from)
    .where('opened_at', '>=', from)
    .limit(MOST)
    .execute()
  const resolved = await db
    .selectFrom('tickets as t')
    .innerJoin('ticket_entries as e', 'e.ticket_id', 't.id')
    .select(({ fn }) => ['t.opened_at', fn.max('e.at').as('at')])
    .where('t.workspace_id', 'in', workspaceIds)
    .where('t.updated_at', '>=', from)
    .where('t.state', 'in', ['resolved', 'closed'])
    .where('e.kind', '=', 'resolved')
    .where('e.at', '>=', from)
    .groupBy(['t.id', 't.opened_at'])
    .limit(MOST)
    .execute()
  const counts = new Map<string, Record<keyof Omit<ActivityDay, 'day'>, number>>(
    keys.map((key) => [key, { asked: 0, taken: 0, abandoned: 0, opened: 0, resolved: 0 }]),
  )
  const count = (at: number, what: keyof Omit<ActivityDay, 'day'>) => {
    const day = counts.get(dayOf(at))
    if (day !== undefined) day[what] += 1
  }
  for (const chat of chats) {
    count(Number(chat.queued_at), 'asked')
    if (chat.state === 'abandoned') count(Number(chat.queued_at), 'abandoned')
    else if (chat.state !== 'queued') count(Number(chat.queued_at), 'taken')
  }
  for (const { opened_at } of opened) count(Number(opened_at), 'opened')
  for (const { at } of resolved) count(Number(at), 'resolved')
  const now_ = await db
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
    days: keys.map((day) => ({
      day,
      ...(counts.get(day) ?? { asked: 0, taken: 0, abandoned: 0, opened: 0, resolved: 0 }),
    })),
    wait: spreadOf(chats.flatMap(({ waited_ms }) => (waited_ms !== null && waited_ms >= 0 ? [Number(waited_ms)] : []))),
    resolution: spreadOf(resolved.map(({ opened_at, at }) => Number(at) - Number(opened_at))),
    waiting: Number(now_.waiting),
    unsettled: Number(now_.unsettled),
  }
}

/** By nearest rank. Pure. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return sorted.length === 0 ? undefined : { median: at(0.5), ninth: at(0.9) }
}

function dayIn(timeZone: string): (at: number) => string {
  // Canada writes days as ISO 8601 does.
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return (at) => format.format(at)
}
