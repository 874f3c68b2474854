import { createHash } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { clearLane } from '../jobs/pending.ts'
import { repeated } from '../jobs/repeated.ts'
import type { Afterwards } from '../jobs/task.ts'
import { MINUTE_MS } from '../time.ts'
import type { AuditEntry } from './audit.ts'
import type { AuditJobs } from './jobs.ts'
import { countUnsealed, lastSeal, listSealed, listUnsealed, seal } from './store.ts'

const LANE = 'audit'
const PAGE = 500
/** What the first entry is chained to. */
export const START = ''

export const sealRounds = repeated<AuditJobs>('audit.seal', { lane: LANE, everyMs: MINUTE_MS })

/** Seals everything that is not sealed yet. Replicas that started together leave one timer between them. */
export async function sealAll({ db, now }: Pick<Services, 'db' | 'now'>): Promise<Afterwards> {
  await sealPending(db)
  return async (tx) => {
    await clearLane(tx, LANE)
    await sealRounds.planNext({ db: tx, now })
  }
}

/** Seals what waits for it now. */
export async function sealPending(db: Db): Promise<void> {
  while ((await transact(db, sealSome)) === PAGE);
}

/**
 * Seals the oldest that are unsealed, each with all before it. An entry that commits later than a younger one has its place
 * after it: so nobody who writes waits for anybody.
 */
async function sealSome(tx: Db): Promise<number> {
  const entries = await listUnsealed(tx, PAGE)
  let last = (await lastSeal(tx)) ?? { position: 0, hash: START }
  for (const entry of entries) {
    const position = last.position + 1
    const hash = sealOf(last.hash, position, entry)
    await seal(tx, entry.id, position, hash)
    last = { position, hash }
  }
  return entries.length
}

/** What of the chain holds: up to where, and what its head is, to be compared with what was noted down elsewhere. */
export interface Verified {
  readonly sealed: number
  readonly head: string
  readonly unsealed: number
  /** The first place where an entry was changed, removed or put in; `undefined`: everything is as it was written. */
  readonly brokenAt: number | undefined
}

export async function verifyAudit(db: Db): Promise<Verified> {
  const unsealed = await countUnsealed(db)
  const { position, hash, brokenAt } = await verifySome(db, { position: 0, hash: START }, Number.POSITIVE_INFINITY)
  return { sealed: position, head: hash, unsealed, brokenAt }
}

/** A place in the chain, and the hash of the entry there. */
export interface Place {
  readonly position: number
  readonly hash: string
}

/** Goes through the chain from after a place, for `most` entries or a few more. `isOver`: it ends there, or is broken after it. */
export async function verifySome(
  db: Db,
  after: Place,
  most: number,
): Promise<Place & { readonly brokenAt: number | undefined; readonly isOver: boolean }> {
  let { position, hash } = after
  for (;;) {
    const page = await listSealed(db, position, PAGE)
    // SQLite answers at once: whoever writes meanwhile has their turn between two pages.
    await breathe()
    for (const sealed of page) {
      const isNext = sealed.position === position + 1 && sealed.hash === sealOf(hash, sealed.position, sealed.entry)
      if (!isNext) return { position, hash, brokenAt: position + 1, isOver: true }
      position = sealed.position
      hash = sealed.hash
    }
    if (page.length < PAGE) return { position, hash, brokenAt: undefined, isOver: true }
    if (position - after.position >= most) return { position, hash, brokenAt: undefined, isOver: false }
  }
}

/** The hash that seals an entry at its place, with all that came before it: SHA-256, hexadecimal. */
function sealOf(before: string, position: number, entry: AuditEntry): string {
  const { id, at, workspaceId, tenantId, actorId, behalfId, act, permission, outcome, subject, place, client } = entry
  const who = [workspaceId, tenantId, actorId, behalfId]
  const fields = [before, position, id, at, ...who, act, permission, outcome, subject, place, client]
  return createHash('sha256')
    .update(JSON.stringify(fields.map((field) => field ?? null)))
    .digest('hex')
}
