import type { ClientJobs } from '../../services/clients/jobs.ts'
import { clientsRead, listClients, noteClientsRead } from '../../services/clients/store.ts'
import type { Services } from '../../services/context.ts'
import type { HealthJobs } from '../../services/health/jobs.ts'
import { claimHealthRead, healthStates } from '../../services/health/store.ts'
import { enqueue } from '../../services/jobs/enqueue.ts'
import { hasJobs } from '../../services/jobs/pending.ts'
import { repeated } from '../../services/jobs/repeated.ts'
import { DAY_MS, MINUTE_MS } from '../../services/time.ts'
import { listWorkspaces } from '../../services/workspaces/store.ts'

type Needs = Pick<Services, 'db' | 'now' | 'settingsOf' | 'graph'>

const EVERY_MS = 5 * MINUTE_MS
/** Organisations that are due at the same moment are asked within so long, not all at once. */
export const SPREAD_MS = 4 * MINUTE_MS

export const healthRounds = repeated<HealthJobs>('health.plan', { lane: 'health', everyMs: EVERY_MS })

/** Has be read what is due by the settings of any workspace of an organisation, and of its clients; and the next round. */
export async function planHealth(services: Needs): Promise<void> {
  const { db, now, settingsOf, graph } = services
  const every = new Map<string, number>()
  for (const workspace of graph.isConnected ? await listWorkspaces(db) : []) {
    const { serviceHealth } = await settingsOf(db, workspace)
    if (serviceHealth === 'off' || serviceHealth === 'manual') continue
    const ms = Number(serviceHealth) * MINUTE_MS
    every.set(workspace.tenantId, Math.min(ms, every.get(workspace.tenantId) ?? ms))
  }
  for (const [partnerId, ms] of every) {
    await readClientsOnce(services, partnerId, DAY_MS)
    const tenantIds = [partnerId, ...(await listClients(db, partnerId)).map(({ id }) => id)]
    const known = await healthStates(db, tenantIds)
    for (const tenantId of tenantIds) {
      // Whoever has not let us in does so once, and not within minutes.
      const isClosed = known.get(tenantId)?.trouble === 'not-consented'
      await readHealthOnce(services, tenantId, isClosed ? DAY_MS : ms - EVERY_MS / 2, SPREAD_MS)
    }
  }
  await healthRounds.planNext({ db, now })
}

/** Where it was not asked for within `ms`; within `spreadMs` from now. False: it was. */
export async function readHealthOnce(
  { db, now }: Pick<Needs, 'db' | 'now'>,
  tenantId: string,
  ms: number,
  spreadMs = 0,
): Promise<boolean> {
  // One that waits will do.
  if (await hasJobs(db, `health:${tenantId}`)) return false
  if (!(await claimHealthRead(db, tenantId, { now: now(), before: now() - ms }))) return false
  const dueAt = now() + Math.floor(Math.random() * spreadMs)
  const job = { task: 'health.read', lane: `health:${tenantId}`, payload: { tenantId }, dueAt } as const
  await enqueue<HealthJobs>(db, job, now())
  return true
}

export async function readClientsOnce(
  { db, now }: Pick<Needs, 'db' | 'now'>,
  partnerId: string,
  ms: number,
): Promise<boolean> {
  const last = await clientsRead(db, partnerId)
  if (last !== undefined && now() - last.askedAt < ms) return false
  await noteClientsRead(db, partnerId, { readAt: last?.readAt, trouble: last?.trouble, askedAt: now() })
  await enqueue<ClientJobs>(db, { task: 'client.read', lane: `clients:${partnerId}`, payload: { partnerId } }, now())
  return true
}
