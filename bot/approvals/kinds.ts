import type { Approval, Request } from '../../services/approvals/approval.ts'
import { findApproval, findDeputy, findOwnRequest, getRequest } from '../../services/approvals/store.ts'
import type { NamedPerson } from '../../services/people/person.ts'
import { samePerson } from '../../services/people/person.ts'
import type { Kind } from '../turn/guard.ts'

export const request: Kind<Request, { readonly requestId: string }> = {
  find: ({ db, person }, { requestId }) => findOwnRequest(db, person, requestId),
  owned: ({ workspaceId, requester }) => ({ workspaceId, requester }),
}

/** What somebody is asked to decide of, and for whom it was asked; `decider`: who may now. */
export interface Asked {
  readonly approval: Approval
  readonly requester: NamedPerson
  readonly decider: NamedPerson
}

/** Whoever stands in for an approver may decide as they may. */
export const asked: Kind<Asked, { readonly approvalId: string }> = {
  async find({ db, now, person }, { approvalId }) {
    const approval = await findApproval(db, person.tenantId, approvalId)
    if (approval === undefined) return undefined
    const deputy = await findDeputy(db, approval.approver, now())
    const { requester } = await getRequest(db, approval.requestId)
    return { approval, requester, decider: samePerson(deputy, person) ? person : approval.approver }
  },
  owned: ({ approval: { workspaceId }, requester, decider }) => ({ workspaceId, requester, approver: decider }),
}
