import { responsibilitiesDueCard } from '../../cards/responsibilities/responsibilities.ts'
import type { ResponsibilityNotice } from '../../services/responsibilities/jobs.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const responsibilityNotices: NoticeKinds<ResponsibilityNotice> = {
  'responsibilities-due': { priority: 'low', present: async (_needs, _notice, { t }) => responsibilitiesDueCard(t) },
}
