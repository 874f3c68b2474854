import { randomUUID } from 'node:crypto'
import { draftSubject } from '../catalogue/draft.ts'
import { saveOwnDraft } from '../catalogue/store.ts'
import type { Services } from '../context.ts'
import { passFiles } from '../files/carry.ts'
import { ASIDE, enqueueRefresh, tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { openTicket } from '../tickets/open.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { getWorkspace } from '../workspaces/store.ts'
import {
  type Approval,
  approvalSubject,
  outcomeOf,
  type Request,
  type RequestState,
  requestSubject,
} from './approval.ts'
import { askNext } from './ask.ts'
import type { ApprovalNotice } from './jobs.ts'
import { changeApproval, changeRequest, listApprovals, lockRequest, voidApprovals } from './store.ts'
import { draftOf } from './submit.ts'

type Deciding = Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>

/** Somebody approves or refuses. False: it was decided before, or is wanted no more. */
export async function decide(
  services: Deciding,
  { id, requestId }: Approval,
  by: NamedPerson,
  { state, note }: { readonly state: 'approved' | 'refused'; readonly note: Written | '' },
): Promise<boolean> {
  const { db, now } = services
  const request = await lockRequest(db, requestId)
  if (request.state !== 'awaiting') return false
  const decided = { state, note, decided_at: now(), by_id: by.objectId, by_name: by.name }
  if (!(await changeApproval(db, id, 'asked', decided))) return false
  await enqueueRefresh(services, approvalSubject(id), 'own')
  const outcome = outcomeOf(await listApprovals(db, requestId), request.rule)
  if (outcome === 'open') await askNext(services, request)
  else if (outcome === 'refused') await end(services, request, 'refused')
  else await grant(services, request)
  return true
}

/** It comes to the desk. */
async function grant(services: Deciding, request: Request): Promise<void> {
  const { db, now } = services
  const { kind, requester, title, description, number, key } = request
  const words = { title: title as Written, description: description as Written, number }
  const workspace = await getWorkspace(db, request.workspaceId)
  // As it is fulfilled by now; of what is offered no more nothing is known.
  const item = (await services.settingsOf(db, workspace)).catalogue.find(({ id }) => id === request.itemId)
  const draft = { ...draftOf(kind, requester), ...words, tasks: item?.tasks ?? [] }
  const ticket = await openTicket(services, workspace, draft, key)
  if ('tooMany' in ticket) throw new Error('What was counted before was counted again.')
  const subject = ticketSubject(ticket.id)
  await passFiles(services, requestSubject(request.id), {
    subject,
    workspaceId: workspace.id,
    shownAt: { thread: subject },
  })
  await changeRequest(db, request.id, { state: 'approved', ticket_id: ticket.id, ended_at: now() })
  await retire(services, request)
}

/** It comes to nothing, and whoever asked is told. */
async function end(services: Deciding, request: Request, state: RequestState): Promise<void> {
  await close(services, request, state)
  await tellEnd(services, request)
}

async function close(services: Pick<Services, 'db' | 'now'>, request: Request, state: RequestState): Promise<void> {
  await changeRequest(services.db, request.id, { state, ended_at: services.now() })
  await retire(services, request)
}

async function tellEnd(services: Pick<Services, 'db' | 'now'>, { id: requestId, requester }: Request): Promise<void> {
  const notice = { kind: 'request-ended', requestId } as const
  await tell<ApprovalNotice>(services, { person: requester }, notice, ASIDE)
}

/** Whoever asked needs it no more. False: it was decided before. */
export async function withdrawRequest(services: Deciding, { id }: Request): Promise<boolean> {
  const request = await lockRequest(services.db, id)
  if (request.state !== 'awaiting') return false
  await changeRequest(services.db, id, { state: 'withdrawn', ended_at: services.now() })
  await retire(services, request)
  return true
}

/** Nobody answered in time: whoever asked is told, and finds it among their drafts again. */
export async function expireRequest(services: Deciding, requestId: string): Promise<void> {
  const { db, now } = services
  const request = await lockRequest(db, requestId)
  // Somebody may have answered since it was found late, and another have been asked, who has time yet.
  const isLate = (await listApprovals(db, requestId)).some((its) => its.state === 'asked' && (its.dueAt ?? 0) <= now())
  if (request.state !== 'awaiting' || !isLate) return
  await giveBack(services, request)
  await tellEnd(services, request)
}

/** It comes to nothing as it is: it is among its requester's drafts again, with what was attached. */
export async function giveBack(services: Pick<Services, 'db' | 'now'>, request: Request): Promise<void> {
  const { db, now } = services
  const { answers, form, itemId, workspaceId, requester } = request
  const owner = { tenantId: requester.tenantId, objectId: requester.objectId }
  const draftId = randomUUID()
  await saveOwnDraft(db, { id: draftId, owner, workspaceId, itemId, answers, form, page: 0, updatedAt: now() })
  const there = { subject: draftSubject(draftId), workspaceId, shownAt: undefined }
  await passFiles(services, requestSubject(request.id), there)
  await close(services, request, 'expired')
}

/** Nobody is asked any more: their cards say so. */
async function retire(services: Pick<Services, 'db' | 'now'>, { id }: Request): Promise<void> {
  for (const approvalId of await voidApprovals(services.db, id))
    await enqueueRefresh(services, approvalSubject(approvalId), 'own')
}
