import { checkedJournalCard } from '../../cards/audit/journal.ts'
import { isServiceAdministrator } from '../../services/access/administrators.ts'
import type { AuditNotice } from '../../services/audit/jobs.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const auditNotices: NoticeKinds<AuditNotice> = {
  'audit-checked': {
    async present({ db, config }, { position, hash, brokenAt, endedAt: at }, { t, person }) {
      const isService = person !== undefined && (await isServiceAdministrator(db, config, person))
      const came = { checked: position, head: hash, brokenAt: brokenAt ?? undefined }
      return checkedJournalCard(t, { startedAt: at, touchedAt: at, endedAt: at, ...came }, isService)
    },
  },
}
