import type { Tasks } from '../../services/jobs/task.ts'
import { lookAtPromises } from '../../services/sla/look.ts'
import type { SlaJobs } from '../../services/tickets/enqueue-sla.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function slaTasks(needs: Needs): Tasks<SlaJobs> {
  return {
    'sla.look': {
      pool: 'upkeep',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: async (its) => (tx) => lookAtPromises({ ...needs, db: tx }, its),
    },
  }
}
