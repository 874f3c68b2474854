import type { Db } from '../services/db/connect.ts'
import type { Tasks } from '../services/jobs/job.ts'
import { type Runner, startRunner } from '../services/jobs/run.ts'
import { createLog } from '../services/log.ts'

/** A job loop that knows one task, `store.prune`, and does `work` for it. */
export function runnerThatDoes(
  db: Db,
  work: () => Promise<void>,
  givenUp: () => Promise<void> = async () => {},
): Runner {
  const tasks = { 'store.prune': work } as unknown as Tasks
  return startRunner({ db, now: Date.now, log: createLog('silent'), tasks, givenUp, observe: () => {} })
}
