import type { HeldJobs } from '../../services/held/jobs.ts'
import { releaseHeld } from '../../services/held/release.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function heldTasks(needs: Needs): Tasks<HeldJobs> {
  return {
    'held.release': {
      pool: 'chats',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: async (its) => (tx) => releaseHeld({ ...needs, db: tx }, its),
    },
  }
}
