import { checkSlice, dropCheck } from '../../services/audit/check.ts'
import type { AuditJobs } from '../../services/audit/jobs.ts'
import { sealAll, sealRounds } from '../../services/audit/seal.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import { HOUR_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function auditTasks(needs: Needs): Tasks<AuditJobs> {
  return {
    'audit.seal': {
      pool: 'upkeep',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: () => sealAll(needs),
      givenUp: (tx) => sealRounds.planNext({ db: tx, now: needs.now }),
    },
    'audit.check': {
      pool: 'upkeep',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: (payload) => checkSlice(needs, payload),
      givenUp: (tx, payload) => dropCheck(tx, payload, needs.now()),
    },
  }
}
