import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { SlaPromise } from './sla.ts'
import type { SlaTables } from './tables.ts'

/** A promise as it was last looked at. */
export interface KnownPromise extends Omit<SlaPromise, 'warnAt'> {
  readonly isWarned: boolean
}

/** What was promised of a ticket, the oldest first. */
export async function listPromises(db: Db, ticketId: string): Promise<readonly KnownPromise[]> {
  const rows = await db
    .selectFrom('sla_promises')
    .selectAll()
    .where('ticket_id', '=', ticketId)
    .orderBy('started_at')
    .orderBy('kind')
    .execute()
  return rows.map(toPromise)
}

export async function savePromise(db: Db, ticketId: string, promise: KnownPromise): Promise<void> {
  const { kind, startedAt, dueAt, state, endedAt, isWarned } = promise
  const its = { due_at: dueAt ?? null, state, ended_at: endedAt ?? null, warned: isWarned ? 1 : 0 } as const
  await db
    .insertInto('sla_promises')
    .values({ ticket_id: ticketId, kind, started_at: startedAt, ...its })
    .onConflict((conflict) => conflict.columns(['ticket_id', 'kind', 'started_at']).doUpdateSet(its))
    .execute()
}

/** It is promised no more, and was not late. */
export async function dropPromise(db: Db, ticketId: string, { kind, startedAt }: KnownPromise): Promise<void> {
  await db
    .deleteFrom('sla_promises')
    .where('ticket_id', '=', ticketId)
    .where('kind', '=', kind)
    .where('started_at', '=', startedAt)
    .execute()
}

function toPromise(row: Selectable<SlaTables['sla_promises']>): KnownPromise {
  return {
    kind: row.kind,
    startedAt: Number(row.started_at),
    dueAt: row.due_at === null ? undefined : Number(row.due_at),
    state: row.state,
    endedAt: row.ended_at === null ? undefined : Number(row.ended_at),
    isWarned: row.warned === 1,
  }
}
