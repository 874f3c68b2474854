import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { hashedId } from '../hashed-id.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Afterwards } from '../jobs/task.ts'
import { ASIDE, tell } from '../notices/tell.ts'
import { type PersonKey, samePerson } from '../people/person.ts'
import { HOUR_MS, MINUTE_MS } from '../time.ts'
import { type AuditCheck, isUnderWay } from './audit.ts'
import type { AuditJobs, AuditNotice } from './jobs.ts'
import { START, sealPending, verifySome } from './seal.ts'
import { addCheck, changeCheck, endCheck, lastCheck, listActors } from './store.ts'

type Needs = Pick<Services, 'db' | 'now'>

const LANE = 'audit:check'
/** So many entries are read by one job; the rest follows in another, so that a long chain holds up nothing else. */
const SLICE = 2_000
/** What was verified so lately is shown as it is: everybody's entries are in one chain, and it is long. */
const FRESH_MS = 10 * MINUTE_MS

/**
 * Begins to verify the chain from its first entry; whoever asked while it was under way is told what came of it. One that is under
 * way, or was just ended, is enough.
 */
export async function beginCheck(services: Needs, { tenantId, objectId }: PersonKey): Promise<void> {
  const { db, now } = services
  const last = await lastCheck(db)
  if (last !== undefined && (isUnderWay(last, now()) || isFresh(last, now()))) return
  // Of two who ask at the same moment, the second finds the first's.
  const id = hashedId(['audit check after', last?.id ?? ''])
  // Clocks differ: the newest is the last all the same.
  const startedAt = Math.max(now(), (last?.startedAt ?? 0) + 1)
  await addCheck(db, id, startedAt)
  await enqueueSlice(services, { id, startedAt, position: 0, hash: START, asker: { tenantId, objectId } })
}

function isFresh({ endedAt, brokenAt }: AuditCheck, now: number): boolean {
  return brokenAt === undefined && endedAt !== undefined && now - endedAt < FRESH_MS
}

/** A slice of a check, and the next one. */
export async function checkSlice({ db, now }: Needs, payload: AuditJobs['audit.check']): Promise<Afterwards> {
  const { id, startedAt, asker } = payload
  // What was done just before is among what is verified.
  if (payload.position === 0) await sealPending(db)
  const { isOver, brokenAt, ...at } = await verifySome(db, payload, SLICE)
  return async (tx) => {
    const services = { db: tx, now }
    if (!isOver) {
      await changeCheck(tx, id, { ...at, touchedAt: now() })
      await enqueueSlice(services, { id, startedAt, asker, ...at })
      return
    }
    const endedAt = now()
    await endCheck(tx, id, { ...at, brokenAt, endedAt })
    const came = { kind: 'audit-checked', ...at, brokenAt: brokenAt ?? null, endedAt } as const
    // A job of before says who asked alone.
    const others = startedAt === undefined ? [] : await listActors(tx, 'audit.verify', startedAt)
    const askers = [asker, ...others.filter((its) => !samePerson(its, asker))]
    for (const person of askers) await tell<AuditNotice>(services, { person }, came, ASIDE)
  }
}

async function enqueueSlice({ db, now }: Needs, payload: AuditJobs['audit.check']): Promise<void> {
  await enqueue<AuditJobs>(db, { task: 'audit.check', lane: LANE, payload }, now())
}

/** It was given up: the next one that asks begins anew. */
export async function dropCheck(db: Db, { id }: AuditJobs['audit.check'], now: number): Promise<void> {
  await changeCheck(db, id, { touchedAt: now - HOUR_MS })
}
