import type { Tasks } from '../../services/jobs/task.ts'
import { releaseQuarantined } from '../../services/quarantine/decide.ts'
import type { QuarantineJobs } from '../../services/quarantine/jobs.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function quarantineTasks(needs: Needs): Tasks<QuarantineJobs> {
  return {
    'quarantine.release': {
      pool: 'chats',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: async (its) => (tx) => releaseQuarantined({ ...needs, db: tx }, its),
    },
  }
}
