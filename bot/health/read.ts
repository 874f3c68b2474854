import { troubleOf } from '../../services/graph/errors.ts'
import { askHealth } from '../../services/health/ask.ts'
import type { HealthJobs } from '../../services/health/jobs.ts'
import { noteHealth, noteHealthTrouble } from '../../services/health/store.ts'
import type { Afterwards } from '../../services/jobs/task.ts'
import type { Needs } from '../deliver/needs.ts'

/** Asks Microsoft how an organisation's services are; where it does not say, what was read before stays, with why. */
export async function readHealth(
  { graph, now }: Pick<Needs, 'graph' | 'now'>,
  { tenantId }: HealthJobs['health.read'],
): Promise<Afterwards> {
  try {
    const health = await askHealth(graph, tenantId)
    return (tx) => noteHealth(tx, tenantId, health, now())
  } catch (error) {
    const trouble = troubleOf(error)
    return (tx) => noteHealthTrouble(tx, tenantId, trouble)
  }
}
