import { listServiceAdministrators } from '../../services/access/administrators.ts'
import type { GroupJobs } from '../../services/groups/jobs.ts'
import { groupRounds, planGroups, watchGroups } from '../../services/groups/watch.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import { DAY_MS, HOUR_MS } from '../../services/time.ts'
import { listWorkspaces } from '../../services/workspaces/store.ts'
import type { Needs } from '../deliver/needs.ts'
import { readMembers } from './read.ts'

export function groupTasks(needs: Needs): Tasks<GroupJobs> {
  const { now, config } = needs
  return {
    'group.read': {
      pool: 'directory',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: (its) => readMembers(needs, its, (db, tenantId) => listServiceAdministrators(db, config, tenantId)),
    },
    'group.plan': {
      pool: 'upkeep',
      patienceMs: HOUR_MS,
      repeat: 'harmless',
      run: async () => (tx) => planAll({ ...needs, db: tx }),
      givenUp: (tx) => groupRounds.planNext({ db: tx, now }),
    },
  }
}

/** Whatever is in force is watched, however it came there. */
async function planAll(needs: Needs): Promise<void> {
  const { db, settingsOf } = needs
  for (const workspace of await listWorkspaces(db))
    await watchGroups(needs, workspace.tenantId, await settingsOf(db, workspace))
  await planGroups(needs)
}
