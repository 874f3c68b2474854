import { checkedJournalCard } from '../../cards/audit/journal.ts'
import type { AuditNotice } from '../../services/audit/jobs.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const auditNotices: NoticeKinds<AuditNotice> = {
  'audit-checked': {
    present: async ({ now }, { position, hash, brokenAt }, { t }) => {
      const at = now()
      const came = { checked: position, head: hash, brokenAt: brokenAt ?? undefined }
      return checkedJournalCard(t, { startedAt: at, endedAt: at, ...came })
    },
  },
}
