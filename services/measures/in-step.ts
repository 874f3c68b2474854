import { sql } from 'kysely'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { type InStep, lightOf, pollPeriodMs } from '../itsm/itsm.ts'
import { findState } from '../itsm/store.ts'
import { SYNC_LANE } from '../tickets/enqueue-sync.ts'
import type { Workspace } from '../workspaces/workspace.ts'

/** How far a workspace is in step with its ticket system (F19); `undefined`: it has the service's own. */
export async function inStepOf(
  { db, now, settingsOf, systems }: Pick<Services, 'db' | 'now' | 'settingsOf' | 'systems'>,
  workspace: Workspace,
): Promise<InStep | undefined> {
  const { ticketSystem } = await settingsOf(db, workspace)
  if (ticketSystem === null) return undefined
  const { connection, sync } = ticketSystem
  const state = await findState(db, workspace.id)
  const its = state?.system === connection ? state : undefined
  const known = { polledAt: its?.polledAt, failingSince: its?.failingSince, lastError: its?.lastError }
  return {
    label: systems.labelOf(connection),
    light: lightOf(known, pollPeriodMs(sync), now()),
    ...known,
    unsent: await unsentOf(db, workspace.id),
  }
}

/** The tickets of a workspace that wait to be brought in step, and since when the oldest does. */
async function unsentOf(db: Db, workspaceId: string): Promise<InStep['unsent']> {
  const { rows } = await sql<{ readonly count: number; readonly since: number | null }>`
    select count(distinct tickets.id) as count, min(jobs.created_at) as since from tickets
    join jobs on jobs.lane = ${SYNC_LANE} || tickets.id
    where tickets.workspace_id = ${workspaceId} and jobs.task = 'ticket.sync' and jobs.state = 'ready'`.execute(db)
  const [row] = rows
  return row?.since == null ? undefined : { count: Number(row.count), since: Number(row.since) }
}
