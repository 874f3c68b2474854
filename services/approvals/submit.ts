import { randomUUID } from 'node:crypto'
import { type TooMany, useShare } from '../access/shares.ts'
import type { Answers, CatalogueItem } from '../catalogue/catalogue.ts'
import { draftSubject } from '../catalogue/draft.ts'
import { type Style, wordRequest } from '../catalogue/request.ts'
import { countUse, deleteOwnDraft } from '../catalogue/store.ts'
import type { Services } from '../context.ts'
import { toJson } from '../db/json.ts'
import { type Attached, bringFiles, passFiles } from '../files/carry.ts'
import { ASIDE, tell } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import type { SecretKind } from '../secrets/secret.ts'
import { openTicket, reserveNumber } from '../tickets/open.ts'
import { type Ticket, ticketSubject } from '../tickets/ticket.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { type Request, requestSubject } from './approval.ts'
import { askNext } from './ask.ts'
import { enqueueManager } from './enqueue-manager.ts'
import type { ApprovalNotice } from './jobs.ts'
import { addApprovals, addRequest, getRequest } from './store.ts'

/** A form that was filled, all of it right. */
export interface Filled {
  readonly item: CatalogueItem
  readonly answers: Answers
  /** The idempotency key of its dialog, which is its draft's id too; `key` is it under its author's id. */
  readonly id: string
  readonly key: string
  /** What goes along. */
  readonly attached: Attached
}

export type Submitted =
  | { readonly ticket: Ticket; readonly kinds: readonly SecretKind[] }
  | { readonly request: Request; readonly kinds: readonly SecretKind[] }
  | TooMany
  /** Nobody but themselves is to approve of it. */
  | 'own-approver'

/** What somebody asks for by a form of the catalogue becomes a ticket, or waits for whoever is to approve of it; its draft is gone. */
export async function submitRequest(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  workspace: Workspace,
  by: NamedPerson,
  filled: Filled,
  style: Style,
): Promise<Submitted> {
  const { db } = services
  const { item, id, key } = filled
  const { kinds, ...words } = await wordRequest(services, by.tenantId, filled, style)
  const approvers = item.approval?.approvers.filter((its) => its.id !== by.objectId) ?? []
  if (item.approval !== null && approvers.length === 0 && !item.approval.manager) return 'own-approver'
  if (item.approval === null) {
    const ticket = await openTicket(
      services,
      workspace,
      { ...draftOf(item.kind, by), ...words, attached: filled.attached, tasks: item.tasks },
      key,
    )
    if ('tooMany' in ticket) return ticket
    const subject = ticketSubject(ticket.id)
    const there = { subject, workspaceId: workspace.id, shownAt: { thread: subject } }
    await passFiles(services, draftSubject(id), there)
    await countUse(db, workspace.id, item.id)
    await deleteOwnDraft(db, by, id)
    return { ticket, kinds }
  }
  const tooMany = await useShare(services, by, 'incidents')
  if (tooMany !== undefined) return tooMany
  const requestId = randomUUID()
  const { tenantId } = workspace
  const { rule, order, days } = item.approval
  await addRequest(db, {
    id: requestId,
    key,
    workspace_id: workspace.id,
    tenant_id: tenantId,
    item_id: item.id,
    kind: item.kind,
    number: await reserveNumber(services, workspace, item.kind),
    ...words,
    answers: toJson(filled.answers),
    form: toJson(Object.fromEntries(item.fields.map((field) => [field.id, field.label]))),
    requester_id: by.objectId,
    requester_name: by.name,
    rule,
    ordering: order,
    days,
    state: 'awaiting',
    ticket_id: null,
    made_at: services.now(),
    ended_at: null,
    version: 1,
  })
  await addApprovals(
    db,
    // Whoever is to be named by the directory is the first.
    [...(item.approval.manager ? [{ id: '', name: '' }] : []), ...approvers].map((approver, position) => ({
      id: randomUUID(),
      request_id: requestId,
      workspace_id: workspace.id,
      tenant_id: tenantId,
      position,
      approver_id: approver.id,
      approver_name: approver.name,
      state: 'later',
      note: '',
      asked_at: null,
      due_at: null,
      reminded_at: null,
      by_id: null,
      by_name: null,
      decided_at: null,
    })),
  )
  await countUse(db, workspace.id, item.id)
  await deleteOwnDraft(db, by, id)
  const waiting = { subject: requestSubject(requestId), workspaceId: workspace.id, shownAt: undefined }
  await bringFiles(services, by, waiting, filled.attached)
  await passFiles(services, draftSubject(id), waiting)
  const request = await getRequest(db, requestId)
  if (item.approval.manager) await enqueueManager(services, requestId)
  else await askNext(services, request)
  await tell<ApprovalNotice>(services, { person: by }, { kind: 'request-sent', requestId }, ASIDE)
  return { request, kinds }
}

/** What a ticket has of a form beside its words. */
export function draftOf(kind: Request['kind'], by: NamedPerson) {
  return {
    ...({ kind, urgency: 'normal', impact: 'one', category: undefined } as const),
    requester: by,
    opener: by,
  }
}
