import type { Db } from '../services/db/connect.ts'
import { type Runner, startRunner } from '../services/jobs/run.ts'
import type { AnyTasks } from '../services/jobs/task.ts'
import { createLog } from '../services/log.ts'

/** A job loop that knows one task, `store.prune`, and does `work` for it. */
export function runnerThatDoes(
  db: Db,
  work: () => Promise<void>,
  givenUp: () => Promise<void> = async () => {},
): Runner {
  const tasks: AnyTasks = {
    'store.prune': {
      pool: 'chats',
      patienceMs: 24 * 3_600_000,
      repeat: 'harmless',
      run: async () => {
        await work()
        return undefined
      },
      givenUp,
    },
  }
  return startRunner({ db, now: Date.now, log: createLog('silent'), tasks, observe: () => {} })
}
