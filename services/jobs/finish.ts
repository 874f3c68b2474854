import type { Db } from '../db/connect.ts'
import { preparedList } from '../db/prepared.ts'
import { transact } from '../db/transact.ts'
import type { Afterwards, Job } from './task.ts'

/** Writes the end of a job and what its task left to be written; resolves when that is on disk. */
export type Finish = (job: Job, afterwards: Afterwards | undefined) => Promise<void>

/** Deletes jobs that are done, or whose work another job has done already. */
export const deleteJobs = preparedList((db, jobs: readonly Pick<Job, 'id'>[]) =>
  db.deleteFrom('jobs').where(
    'id',
    'in',
    jobs.map(({ id }) => id),
  ),
)

interface Ended {
  readonly job: Job
  readonly afterwards: Afterwards | undefined
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Batches writes: jobs that end in the same turn of the event loop end in one transaction. */
export function createFinish(db: Db): Finish {
  let together: Ended[] = []

  async function write(ended: readonly Ended[]): Promise<void> {
    const jobs = ended.map(({ job }) => job)
    await transact(db, async (tx) => {
      await deleteJobs(tx, jobs)
      for (const { afterwards } of ended) await afterwards?.(tx)
    })
  }

  /** The fallback when a batch fails: one job that cannot be written must not take the others with it. */
  async function writeOneByOne(ended: readonly Ended[]): Promise<void> {
    for (const one of ended) await write([one]).then(one.resolve, one.reject)
  }

  function flush(): void {
    const ended = together
    together = []
    void write(ended).then(
      () => {
        for (const { resolve } of ended) resolve()
      },
      () => writeOneByOne(ended),
    )
  }

  return (job, afterwards) =>
    new Promise((resolve, reject) => {
      together.push({ job, afterwards, resolve, reject })
      if (together.length === 1) setImmediate(flush)
    })
}
