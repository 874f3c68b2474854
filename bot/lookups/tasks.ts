import type { Tasks } from '../../services/jobs/task.ts'
import { followAction, giveUpAction, sendAction } from '../../services/lookups/act.ts'
import type { LookupJobs } from '../../services/lookups/jobs.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function lookupTasks(needs: Needs): Tasks<LookupJobs> {
  const { now } = needs
  return {
    'device.act': {
      pool: 'graph',
      patienceMs: DAY_MS,
      repeat: 'visible',
      run: (payload) => sendAction(needs, payload),
      givenUp: (tx, { actionId }) => giveUpAction({ db: tx, now }, actionId),
    },
    'device.follow': {
      pool: 'graph',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: (payload) => followAction(needs, payload),
      givenUp: (tx, { actionId }) => giveUpAction({ db: tx, now }, actionId),
    },
  }
}
