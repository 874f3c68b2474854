import type { Tasks } from '../../services/jobs/task.ts'
import type { OneTimeJobs } from '../../services/onetime/jobs.ts'
import { wipeSecret } from '../../services/onetime/show.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function oneTimeTasks(needs: Needs): Tasks<OneTimeJobs> {
  return {
    'onetime.wipe': {
      pool: 'chats',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: async (its) => (tx) => wipeSecret({ ...needs, db: tx }, its),
    },
  }
}
