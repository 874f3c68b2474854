import { readApproval } from '../../services/approvals/store.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { FIRST_TIER } from '../../services/workspaces/workspace.ts'
import type { SubjectKind } from '../deliver/subject.ts'
import { presentApproval } from './present.ts'

/** How the card of an approval is kept true, in its approver's own chat. */
export const approvalSubjectKind: SubjectKind = {
  async find({ db }, id) {
    const approval = await readApproval(db, id)
    if (approval === undefined) throw new ServiceDeskError('not-found', 'There is no such approval.')
    return {
      workspaceId: approval.workspaceId,
      tier: FIRST_TIER,
      requester: approval.approver,
      isWorthAThread: false,
      present: (t) => presentApproval(db, t, approval),
    }
  },
  async unseen() {},
}
