import type { ApprovalJobs } from '../../services/approvals/jobs.ts'
import { findManager, withoutManager } from '../../services/approvals/manager.ts'
import { isFinal } from '../../services/graph/errors.ts'
import type { Tasks } from '../../services/jobs/task.ts'
import { DAY_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'

export function approvalTasks(needs: Needs): Tasks<ApprovalJobs> {
  const { now } = needs
  return {
    'approval.manager': {
      pool: 'graph',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      async run(payload) {
        try {
          return await findManager(needs, payload)
        } catch (error) {
          // Asked again, it would answer the same.
          if (!isFinal(error)) throw error
          return (tx) => withoutManager({ db: tx, now }, { id: payload.requestId })
        }
      },
      givenUp: (tx, { requestId }) => withoutManager({ db: tx, now }, { id: requestId }),
    },
  }
}
