import type { Services } from '../context.ts'
import { ASIDE, tell } from '../notices/tell.ts'
import { samePerson } from '../people/person.ts'
import { DAY_MS } from '../time.ts'
import { type Approval, nextAsked, type Request } from './approval.ts'
import type { ApprovalNotice } from './jobs.ts'
import { changeApproval, findDeputy, getRequest, listApprovals } from './store.ts'

/** Asks whoever is next. */
export async function askNext(services: Pick<Services, 'db' | 'now'>, { id, order, days }: Request): Promise<void> {
  const { db, now } = services
  for (const approval of nextAsked(await listApprovals(db, id), order)) {
    const askedAt = now()
    const asked = { state: 'asked', asked_at: askedAt, due_at: askedAt + days * DAY_MS } as const
    if (await changeApproval(db, approval.id, 'later', asked)) await tellApprover(services, approval, 'approval-asked')
  }
}

/** Whoever stands in for them while they are away is told too. */
export async function tellApprover(
  services: Pick<Services, 'db' | 'now'>,
  { id: approvalId, requestId, approver }: Approval,
  kind: 'approval-asked' | 'approval-left',
): Promise<void> {
  const deputy = await findDeputy(services.db, approver, services.now())
  await tell<ApprovalNotice>(services, { person: approver }, { kind, approvalId, isDeputy: false }, ASIDE)
  // Nobody approves of their own request.
  if (deputy !== undefined && !samePerson(deputy, (await getRequest(services.db, requestId)).requester))
    await tell<ApprovalNotice>(services, { person: deputy }, { kind, approvalId, isDeputy: true }, ASIDE)
}
