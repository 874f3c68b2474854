import { clientsOf } from '../../services/clients/ask.ts'
import type { ClientJobs } from '../../services/clients/jobs.ts'
import { clientsRead, noteClientsRead, replaceClients } from '../../services/clients/store.ts'
import { troubleOf } from '../../services/graph/errors.ts'
import type { HealthJobs } from '../../services/health/jobs.ts'
import type { Afterwards, Tasks } from '../../services/jobs/task.ts'
import { DAY_MS, HOUR_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'
import { healthRounds, planHealth, readHealthOnce, SPREAD_MS } from './plan.ts'
import { readHealth } from './read.ts'

export function healthTasks(needs: Needs): Tasks<HealthJobs & ClientJobs> {
  const { now } = needs
  return {
    'client.read': { pool: 'directory', patienceMs: DAY_MS, repeat: 'harmless', run: (its) => readClients(needs, its) },
    'health.read': { pool: 'directory', patienceMs: DAY_MS, repeat: 'harmless', run: (its) => readHealth(needs, its) },
    'health.plan': {
      pool: 'upkeep',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: async () => (tx) => planHealth({ ...needs, db: tx }),
      givenUp: (tx) => healthRounds.planNext({ db: tx, now }),
    },
  }
}

/** Whoever is new has its services read at once. */
async function readClients({ graph, db, now }: Needs, { partnerId }: ClientJobs['client.read']): Promise<Afterwards> {
  const last = await clientsRead(db, partnerId)
  const askedAt = last?.askedAt ?? now()
  try {
    const clients = await clientsOf(graph, partnerId)
    return async (tx) => {
      await replaceClients(tx, partnerId, clients)
      await noteClientsRead(tx, partnerId, { readAt: now(), askedAt, trouble: undefined })
      // A few at once; of many, one after the other.
      const spreadMs = Math.min(SPREAD_MS, clients.length * 100)
      for (const { id } of clients) await readHealthOnce({ db: tx, now }, id, DAY_MS, spreadMs)
    }
  } catch (error) {
    const trouble = troubleOf(error)
    return (tx) => noteClientsRead(tx, partnerId, { readAt: last?.readAt, askedAt, trouble })
  }
}
