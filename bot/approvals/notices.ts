import {
  approverUnreachedCard,
  managerMissingCard,
  requestEndedCard,
  requestSentCard,
} from '../../cards/approvals/approval.ts'
import { approvalSubject } from '../../services/approvals/approval.ts'
import type { ApprovalNotice } from '../../services/approvals/jobs.ts'
import { getRequest, listApprovals, readApproval } from '../../services/approvals/store.ts'
import { saveLiveCard } from '../../services/notices/live-cards.ts'
import { ASIDE, enqueueRefresh, tell } from '../../services/notices/tell.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { NoticeKind, NoticeKinds } from '../deliver/notice.ts'
import { presentApproval } from './present.ts'

const asking: NoticeKind<Extract<ApprovalNotice, { kind: 'approval-asked' | 'approval-left' }>> = {
  async present({ db }, { approvalId }, { t }) {
    const approval = await readApproval(db, approvalId)
    return approval?.state === 'asked' ? await presentApproval(db, t, approval) : undefined
  },
  // The approver's own card says what became of it; whoever stands in for them is shown that when they press.
  async sent(services, { approvalId, isDeputy }, shown) {
    const approval = await readApproval(services.db, approvalId)
    if (approval === undefined || isDeputy) return
    await saveLiveCard(services.db, approvalSubject(approvalId), 'own', shown)
    if (approval.state !== 'asked') await enqueueRefresh(services, approvalSubject(approvalId), 'own')
  },
  // The page « Vos approbations » has it all the same: whoever asked can say so to them.
  async givenUp(services, { kind, approvalId, isDeputy }) {
    const approval = await readApproval(services.db, approvalId)
    if (approval?.state !== 'asked' || isDeputy || kind !== 'approval-asked') return
    const { requester } = await getRequest(services.db, approval.requestId)
    await tell<ApprovalNotice>(services, { person: requester }, { kind: 'approver-unreached', approvalId }, ASIDE)
  },
}

export const approvalNotices: NoticeKinds<ApprovalNotice> = {
  'approval-asked': asking,
  'approval-left': asking,
  'approver-unreached': {
    async present({ db }, { approvalId }, { t }) {
      const approval = await readApproval(db, approvalId)
      if (approval?.state !== 'asked') return undefined
      return approverUnreachedCard(t, await getRequest(db, approval.requestId), approval)
    },
  },
  'manager-missing': {
    async present({ db, settingsOf }, { requestId }, { t }) {
      const request = await getRequest(db, requestId)
      const { contact } = await settingsOf(db, await getWorkspace(db, request.workspaceId))
      return managerMissingCard(t, request, contact)
    },
  },
  'request-sent': {
    present: async ({ db }, { requestId }, { t }) => requestSentCard(t, await getRequest(db, requestId), false),
  },
  'request-ended': {
    present: async ({ db }, { requestId }, { t }) =>
      requestEndedCard(t, await getRequest(db, requestId), await listApprovals(db, requestId)),
  },
}
