import type { Tasks } from '../../services/jobs/task.ts'
import type { MovingJobs } from '../../services/moving/jobs.ts'
import { moveTickets } from '../../services/moving/move.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function workspaceTasks({ now }: Needs): Tasks<MovingJobs> {
  return {
    'move.tickets': {
      pool: 'upkeep',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: async (page) => (tx) => moveTickets({ db: tx, now }, page),
    },
  }
}
