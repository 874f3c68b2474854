import { feedbackCard } from '../../cards/feedback/feedback.ts'
import type { FeedbackNotice } from '../../services/feedback/jobs.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const feedbackNotices: NoticeKinds<FeedbackNotice> = {
  'feedback-sent': {
    priority: 'low',
    present: async (_needs, { name, text }, { t }) => feedbackCard(t, name, text),
  },
}
