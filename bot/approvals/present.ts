import { approvalCard, approvalsCard, requestCard } from '../../cards/approvals/approval.ts'
import type { Card } from '../../cards/render.ts'
import type { Sentences } from '../../cards/sentences.ts'
import type { Approval, Request } from '../../services/approvals/approval.ts'
import { findDeputy, getRequest, listApprovals, listAsked, listDeputised } from '../../services/approvals/store.ts'
import type { Services } from '../../services/context.ts'
import type { Db } from '../../services/db/connect.ts'
import type { PersonKey } from '../../services/people/person.ts'
import type { Turn } from '../turn/reply.ts'

export async function presentApproval(db: Db, t: Sentences, approval: Approval): Promise<Card> {
  return approvalCard(t, approval, await getRequest(db, approval.requestId))
}

export async function presentRequest(db: Db, t: Sentences, request: Request): Promise<Card> {
  return requestCard(t, request, await listApprovals(db, request.id))
}

/** What somebody is asked, themselves or in a colleague's place. */
export async function askedOf({ db, now }: Pick<Services, 'db' | 'now'>, person: PersonKey) {
  const own = [person.objectId, ...(await listDeputised(db, person, now()))]
  return await listAsked(db, person, own)
}

export async function presentApprovals(turn: Turn): Promise<Card> {
  const { db, now, t, person } = turn
  return approvalsCard(t, await askedOf(turn, person), await findDeputy(db, person, now()))
}
