import { sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { type InStep, lightOf, pollPeriodMs } from '../itsm/itsm.ts'
import { findState } from '../itsm/store.ts'
import type { Settings } from '../settings/settings.ts'

/** How far a workspace is in step with its ticket system (F19); `undefined`: it has the service's own. */
export async function inStepOf(
  { db, now, systems }: Pick<Services, 'db' | 'now' | 'systems'>,
  workspaceId: string,
  { ticketSystem }: Pick<Settings, 'ticketSystem'>,
): Promise<InStep | undefined> {
  if (ticketSystem === null) return undefined
  const { connection, sync } = ticketSystem
  const state = await findState(db, workspaceId)
  const its = state?.system === connection ? state : undefined
  const known = { polledAt: its?.polledAt, failingSince: its?.failingSince, lastError: its?.lastError }
  return {
    label: systems.labelOf(connection),
    light: lightOf(known, pollPeriodMs(sync), now()),
    ...known,
    unsent: await unsentOf(db, workspaceId),
  }
}

/** The tickets of a workspace that wait to be brought in step, and since when the oldest does. */
async function unsentOf(db: Db, workspaceId: string): Promise<InStep['unsent']> {
  const { rows } = await sql<{ readonly count: number; readonly since: number | null }>`
    select count(distinct tickets.id) as count, min(jobs.created_at) as since from tickets
    join jobs on jobs.lane = 'itsm:' || tickets.id
    where tickets.workspace_id = ${workspaceId} and jobs.task = 'ticket.sync' and jobs.state = 'ready'`.execute(db)
  const [row] = rows
  return row?.since == null ? undefined : { count: Number(row.count), since: Number(row.since) }
}
