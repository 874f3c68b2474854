import { listServiceAdministrators } from '../../services/access/administrators.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import { remindOfResponsibilities } from '../../services/responsibilities/confirm.ts'
import type { ResponsibilityJobs } from '../../services/responsibilities/jobs.ts'
import { DAY_MS } from '../../services/time.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { Needs } from '../deliver/needs.ts'

export function responsibilityTasks(needs: Needs): Tasks<ResponsibilityJobs> {
  return {
    'responsibilities.remind': {
      pool: 'upkeep',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      run: async (its) => async (tx) => {
        const { tenantId } = await getWorkspace(tx, its.workspaceId)
        const administrators = await listServiceAdministrators(tx, needs.config, tenantId)
        await remindOfResponsibilities({ ...needs, db: tx }, administrators, its)
      },
    },
  }
}
