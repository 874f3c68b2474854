import type { Tasks } from '../../services/jobs/task.ts'
import type { MovingJobs } from '../../services/moving/jobs.ts'
import { moveThings } from '../../services/moving/move.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function workspaceTasks(needs: Needs): Tasks<MovingJobs> {
  return {
    'move.things': {
      pool: 'upkeep',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: (page) => moveThings(needs, page),
    },
  }
}
