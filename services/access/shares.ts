import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import { lockPerson } from '../people/store.ts'
import { DAY_MS, MINUTE_MS } from '../time.ts'

/** At most `most` in `ms` milliseconds, for one person: enough for any trouble, too little to stop the others. */
export interface Share {
  readonly most: number
  readonly ms: number
}

/** Fair shares of everything that costs others: a card in the desk's channel, a look, a place in the store. */
export const SHARES = {
  incidents: { most: 10, ms: 10 * MINUTE_MS },
  /** They fill somebody else's chat. */
  incidentsForOthers: { most: 5, ms: 10 * MINUTE_MS },
  chats: { most: 10, ms: 10 * MINUTE_MS },
  comments: { most: 30, ms: 10 * MINUTE_MS },
  files: { most: 60, ms: 10 * MINUTE_MS },
  fileBytes: { most: 100 * 1024 * 1024, ms: DAY_MS },
} as const satisfies Readonly<Record<string, Share>>

/** Somebody used up their share; milliseconds since 1970 when there is room again. */
export interface TooMany {
  readonly tooMany: true
  readonly until: number
}

/**
 * Whether one more of somebody's acts is within a share. One transaction after the other for one person: what they have
 * is counted, and added to, by one at a time on PostgreSQL too. `listTimes`: see `overShare`.
 */
export async function isTooMany(
  { db, now }: Pick<Services, 'db' | 'now'>,
  person: PersonKey,
  share: Share,
  listTimes: (db: Db, most: number) => Promise<readonly number[]>,
): Promise<TooMany | undefined> {
  await lockPerson(db, person)
  return overShare(share, await listTimes(db, share.most), now())
}

/** Whether one more is within the share. `times`: when the last ones were, the newest first, `share.most` of them if there are as many. */
export function overShare(share: Share, times: readonly number[], now: number): TooMany | undefined {
  const oldest = times[share.most - 1]
  return oldest !== undefined && oldest > now - share.ms ? { tooMany: true, until: oldest + share.ms } : undefined
}
