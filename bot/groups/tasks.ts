import { listServiceAdministrators } from '../../services/access/administrators.ts'
import type { GroupJobs } from '../../services/groups/jobs.ts'
import { planGroups, planGroupsLater } from '../../services/groups/watch.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import { DAY_MS, HOUR_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'
import { readMembers } from './read.ts'

export function groupTasks(needs: Needs): Tasks<GroupJobs> {
  const { now, config } = needs
  return {
    'group.read': {
      pool: 'graph',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: (its) => readMembers(needs, its, (db, tenantId) => listServiceAdministrators(db, config, tenantId)),
    },
    'group.plan': {
      pool: 'upkeep',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: async () => (tx) => planGroups({ db: tx, now }),
      givenUp: (tx) => planGroupsLater({ db: tx, now }),
    },
  }
}
