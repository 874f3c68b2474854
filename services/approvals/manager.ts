import type { Services } from '../context.ts'
import { managerOf } from '../graph/directory.ts'
import type { Afterwards } from '../jobs/task.ts'
import { ASIDE, tell } from '../notices/tell.ts'
import type { Approval, Request } from './approval.ts'
import { askNext } from './ask.ts'
import { giveBack } from './decide.ts'
import type { ApprovalJobs, ApprovalNotice } from './jobs.ts'
import { deleteApproval, getRequest, listApprovals, lockRequest, nameApprover } from './store.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** Whose name is still asked of the directory. */
export function isUnnamed({ approver }: Pick<Approval, 'approver'>): boolean {
  return approver.objectId === ''
}

/**
 * Asks the directory who the requester's manager is, and then whoever is to approve. A directory that is away is asked again; one
 * that names nobody, or cannot be asked, gives the request back to whoever made it.
 */
export async function findManager(
  { db, now, graph }: Needs & Pick<Services, 'graph'>,
  { requestId }: ApprovalJobs['approval.manager'],
): Promise<Afterwards | undefined> {
  const { requester, state } = await getRequest(db, requestId)
  if (state !== 'awaiting' || !(await listApprovals(db, requestId)).some(isUnnamed)) return undefined
  const manager = await managerOf(graph, requester.tenantId, requester.objectId)
  return async (tx) => {
    const services = { db: tx, now }
    const request = await lockRequest(tx, requestId)
    const approvals = await listApprovals(tx, requestId)
    const unnamed = approvals.find(isUnnamed)
    if (request.state !== 'awaiting' || unnamed === undefined) return
    if (manager === undefined || manager.id === requester.objectId) return await withoutManager(services, request)
    // Whoever is named for the item is asked once.
    if (approvals.some(({ approver }) => approver.objectId === manager.id)) await deleteApproval(tx, unnamed.id)
    else await nameApprover(tx, unnamed.id, manager)
    await askNext(services, request)
  }
}

/** It cannot be known who has to approve: it is among its requester's drafts again, and they hear why. */
export async function withoutManager(services: Needs, { id }: Pick<Request, 'id'>): Promise<void> {
  const request = await lockRequest(services.db, id)
  if (request.state !== 'awaiting') return
  await giveBack(services, request)
  const notice = { kind: 'manager-missing', requestId: id } as const
  await tell<ApprovalNotice>(services, { person: request.requester }, notice, ASIDE)
}
