import { fileCard } from '../../cards/files/file.ts'
import { fileLeftOutCard } from '../../cards/files/left-out.ts'
import { refuseFile, wasShown } from '../../services/files/carry.ts'
import type { FileNotice } from '../../services/files/jobs.ts'
import { findFile } from '../../services/files/store.ts'
import { MINUTE_MS } from '../../services/time.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const fileNotices: NoticeKinds<FileNotice> = {
  file: {
    // It goes with what is said, and must not hold that up for longer.
    patienceMs: 10 * MINUTE_MS,
    isPartOfTalk: true,
    async present({ db, links }, { fileId }, { t }) {
      const file = await findFile(db, fileId)
      return file?.state === 'kept' && links !== undefined ? fileCard(t, file, links.linkTo(file.id)) : undefined
    },
    sent: (services, { fileId }, shown) => wasShown(services, fileId, shown),
    async givenUp(services, { fileId }, _address, why) {
      const file = await findFile(services.db, fileId)
      if (file !== undefined) await refuseFile(services, file, why)
    },
  },
  'file-left-out': { present: async (_needs, notice, { t }) => fileLeftOutCard(t, notice) },
}
