import { sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import type { PersonKey } from '../people/person.ts'
import { DAY_MS, MINUTE_MS } from '../time.ts'

/** At most `most` at once, and `most` more in each `ms` milliseconds, for one person. */
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
  /** Looks into lists and among one's own devices, at each letter that is typed. */
  choices: { most: 600, ms: 10 * MINUTE_MS },
  /** Colleagues looked up by name. */
  lookups: { most: 60, ms: 10 * MINUTE_MS },
} as const satisfies Readonly<Record<string, Share>>

export type ShareName = keyof typeof SHARES

/** How many bytes of files one person sends in a day. They are known only when they have come: see `sentEnough`. */
export const FILE_BYTES: Share = { most: 100 * 1024 * 1024, ms: DAY_MS }

/** Somebody used up their share; milliseconds since 1970 when there is room again. */
export interface TooMany {
  readonly tooMany: true
  readonly until: number
}

/**
 * Uses `amount` of somebody's share, if as much is left. A share is a leaky bucket (GCRA), kept as the time when it will have
 * drained: one statement counts and adds, one transaction after the other, on PostgreSQL too.
 */
export async function useShare(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { tenantId, objectId }: PersonKey,
  share: ShareName,
  amount = 1,
): Promise<TooMany | undefined> {
  const { most, ms } = SHARES[share]
  const [cost, time] = [(Math.min(amount, most) * ms) / most, now()]
  const used = await db
    .insertInto('shares')
    .values({ tenant_id: tenantId, object_id: objectId, share, drained_at: time + cost })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'object_id', 'share'])
        .doUpdateSet({
          drained_at: sql<number>`case when shares.drained_at > ${time} then shares.drained_at else ${time} end + ${cost}`,
        })
        .where('shares.drained_at', '<=', time + ms - cost),
    )
    .returning('drained_at')
    .executeTakeFirst()
  if (used !== undefined) return undefined
  const { drained_at } = await db
    .selectFrom('shares')
    .select('drained_at')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('share', '=', share)
    .executeTakeFirstOrThrow()
  return { tooMany: true, until: drained_at + cost - ms }
}

/** What drained is as if it had never been used. */
export async function forgetShares(db: Db, now: number): Promise<void> {
  await db.deleteFrom('shares').where('drained_at', '<', now).execute()
}
