import { isGone, isTransient, ServiceDeskError } from '../../services/errors.ts'
import { receiveFile, refuseFile, sentEnough } from '../../services/files/carry.ts'
import type { FileRefusal } from '../../services/files/file.ts'
import type { FileJobs } from '../../services/files/jobs.ts'
import { findFile } from '../../services/files/store.ts'
import { enqueueEnclosures } from '../../services/itsm/enqueue-enclosures.ts'
import type { Afterwards, Tasks } from '../../services/jobs/task.ts'
import { DAY_MS, MINUTE_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'
import { whyGivenUp } from '../deliver/notice.ts'

export function fileTasks(needs: Needs): Tasks<FileJobs> {
  return {
    'file.fetch': {
      pool: 'files',
      patienceMs: 10 * MINUTE_MS,
      repeat: 'harmless',
      run: ({ fileId }) => fetchFile(needs, fileId),
      async givenUp(tx, { fileId }, error) {
        const file = await findFile(tx, fileId)
        if (file !== undefined) await refuseFile({ db: tx, now: needs.now }, file, whyGivenUp(file.audience, error))
      },
    },
    'file.hide': {
      pool: 'chats',
      patienceMs: DAY_MS,
      repeat: 'harmless',
      async run({ activityId, ...where }) {
        await needs.connector.remove(where, activityId).catch((error: unknown) => {
          if (!isGone(error)) throw error
        })
        return undefined
      },
    },
  }
}

async function fetchFile({ db, now, downloads }: Needs, fileId: string): Promise<Afterwards | undefined> {
  const file = await findFile(db, fileId)
  if (file?.state !== 'coming' || file.source === undefined) return undefined
  const refused =
    (why: FileRefusal): Afterwards =>
    (tx) =>
      refuseFile({ db: tx, now }, file, why)
  if (await sentEnough({ db, now }, file.author)) return refused('too-much')
  try {
    const bytes = await downloads.fetch(file.source)
    return async (tx) => {
      await receiveFile({ db: tx, now }, file, bytes)
      // It may have found what it belongs to while it came.
      await enqueueEnclosures({ db: tx, now }, (await findFile(tx, fileId))?.subject)
    }
  } catch (error) {
    if (isTransient(error) || !(error instanceof ServiceDeskError)) throw error
    return refused(error.code === 'invalid' ? 'too-big' : 'gone')
  }
}
