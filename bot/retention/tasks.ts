import type { Tasks } from '../../services/jobs/task.ts'
import type { RetentionJobs } from '../../services/retention/jobs.ts'
import { prune, pruneRounds } from '../../services/retention/prune.ts'
import { HOUR_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function retentionTasks(needs: Needs): Tasks<RetentionJobs> {
  return {
    'store.prune': {
      pool: 'upkeep',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: () => prune(needs),
      givenUp: (tx) => pruneRounds.planNext({ db: tx, now: needs.now }),
    },
  }
}
