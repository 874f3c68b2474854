import { randomUUID } from 'node:crypto'
import { type TooMany, useShare } from '../access/shares.ts'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { toJson } from '../db/json.ts'
import type { Attached } from '../files/carry.ts'
import { convertHandoff } from '../handoffs/convert.ts'
import { type Handoff, handoffSubject } from '../handoffs/handoff.ts'
import { refreshDeskOf } from '../handoffs/refresh.ts'
import { lockHandoff } from '../handoffs/store.ts'
import { ASIDE, enqueueRefresh, tell } from '../notices/tell.ts'
import { type NamedPerson, type PersonKey, samePerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { getDefaultWorkspace } from '../workspaces/store.ts'
import { FIRST_TIER, type Workspace } from '../workspaces/workspace.ts'
import { bringTo } from './comment.ts'
import { enqueueSlaLook } from './enqueue-sla.ts'
import { enqueueSync } from './enqueue-sync.ts'
import type { TicketNotice } from './jobs.ts'
import { addEntry, addTicket, findTicketByKey, getTicket, nextNumber, nextProvisional } from './store.ts'
import {
  type Category,
  type Impact,
  isProvisional,
  type Ticket,
  type TicketKind,
  ticketSubject,
  type Urgency,
} from './ticket.ts'

export interface TicketDraft {
  /** An incident where it is left out. */
  readonly kind?: TicketKind
  readonly title: Written
  readonly description: Written
  readonly urgency: Urgency
  readonly impact: Impact
  readonly category: Category | undefined
  readonly requester: PersonKey & { readonly name: string | undefined }
  readonly opener: NamedPerson
  /** Who works on it from the start: the analyst who makes it from the chat that they took. */
  readonly assignee?: NamedPerson
  /** Only for analysts who are named for it. */
  readonly isConfidential?: boolean
  /** Its opener's files that nothing has claimed yet; left out: none go with it. */
  readonly attached?: Attached
  /** It was asked for before, has a number, and counted for its opener's share then. */
  readonly number?: string
  /** What is done to fulfil it, in order: « French | English ». */
  readonly tasks?: readonly string[]
  /** The chat that it comes from. */
  readonly handoff?: Handoff
}

/**
 * Opens an incident, once for each idempotency `key`: however often Teams repeats a submit, the answer is the same ticket.
 * A chat comes to one incident, whoever opens it. Whom it concerns is told its number. Throws `conflict` when another
 * replica is just opening it: asked again, it is found.
 */
export async function openTicket(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  workspace: Workspace,
  draft: TicketDraft,
  key: string,
): Promise<Ticket | TooMany> {
  const { db, now } = services
  const known = await findTicketByKey(db, key)
  if (known !== undefined) return known
  // Whoever opens an incident from this chat at the same time waits for the row lock, and then finds ours.
  const handoff = draft.handoff && (await lockHandoff(db, draft.handoff.id))
  if (handoff?.ticketId !== undefined) return await getTicket(db, handoff.ticketId)
  const { opener, requester, assignee, kind = 'incident' } = draft
  const time = now()
  const tooMany =
    assignee === undefined && draft.number === undefined ? await useOpeningShares(services, draft) : undefined
  if (tooMany !== undefined) return tooMany

  const system = (await services.settingsOf(db, workspace)).ticketSystem?.connection
  const ticket = await addTicket(db, {
    id: randomUUID(),
    key,
    kind,
    workspace_id: workspace.id,
    tenant_id: workspace.tenantId,
    system: system ?? null,
    number: await numberOf(db, workspace, draft, system),
    title: draft.title,
    description: draft.description,
    urgency: draft.urgency,
    impact: draft.impact,
    category: draft.category ?? null,
    ...(draft.tasks === undefined || draft.tasks.length === 0
      ? {}
      : { tasks: toJson(draft.tasks.map((name) => ({ name, doneAt: undefined }))) }),
    state: assignee === undefined ? 'new' : 'in-progress',
    requester_id: requester.objectId,
    requester_name: requester.name ?? null,
    opener_id: opener.objectId,
    opener_name: opener.name,
    assignee_id: assignee?.objectId ?? null,
    assignee_name: assignee?.name ?? null,
    handoff_id: handoff?.id ?? null,
    // Whoever took the chat sees it where they are.
    tier: handoff?.tier ?? FIRST_TIER,
    confidential: draft.isConfidential === true ? 1 : 0,
    opened_at: time,
    updated_at: time,
  })
  const { id } = ticket
  await addEntry(db, id, { key: `${id}:opened`, kind: 'opened', author: opener, text: '', at: time })
  const subject = ticketSubject(id)
  await enqueueSync(services, ticket)
  await enqueueSlaLook(services, ticket.id)
  await enqueueRefresh(services, subject)
  await refreshDeskOf(services, ticket)
  const notice = { kind: 'ticket-opened', ticketId: id } as const
  // What comes of a talk is told in its order; anything else must not hold up a talk.
  await tell<TicketNotice>(services, { person: requester }, notice, handoff === undefined ? ASIDE : {})
  if (handoff === undefined) {
    // Everybody in the channel would see them: they stay with their author, who is told so by the dialog.
    await bringTo(services, ticket, opener, draft.attached ?? [])
    if (!samePerson(requester, opener)) await tell<TicketNotice>(services, { person: opener }, notice, ASIDE)
  } else {
    await tell<TicketNotice>(services, { thread: handoffSubject(handoff.id) }, notice)
    await convertHandoff(services, handoff, id)
  }
  return ticket
}

/** The one that it was given before, as long as the same system counts: a provisional one waits for the company's own. */
async function numberOf(
  db: Db,
  workspace: Workspace,
  { number, kind = 'incident' }: TicketDraft,
  system: string | undefined,
): Promise<string> {
  if (number !== undefined && isProvisional({ number }) === (system !== undefined)) return number
  return await numberFor(db, await defaultOf(db, workspace), system === undefined ? kind : undefined)
}

/** `kind` left out: the company's ticket system gives it a number of its own later. */
function numberFor(db: Db, defaultWorkspaceId: string, kind: TicketKind | undefined): Promise<string> {
  return kind === undefined ? nextProvisional(db, defaultWorkspaceId) : nextNumber(db, defaultWorkspaceId, kind)
}

async function useOpeningShares(
  services: Pick<Services, 'db' | 'now'>,
  { opener, requester }: TicketDraft,
): Promise<TooMany | undefined> {
  if (samePerson(requester, opener)) return await useShare(services, opener, 'incidents')
  return (await useShare(services, opener, 'incidentsForOthers')) ?? (await useShare(services, opener, 'incidents'))
}

/** The number of what is opened later (F17). */
export async function reserveNumber(
  { db, settingsOf }: Pick<Services, 'db' | 'settingsOf'>,
  workspace: Workspace,
  kind: TicketKind,
): Promise<string> {
  const system = (await settingsOf(db, workspace)).ticketSystem?.connection
  return await numberFor(db, await defaultOf(db, workspace), system === undefined ? kind : undefined)
}

async function defaultOf(db: Db, { id, isDefault, tenantId }: Workspace): Promise<string> {
  return isDefault ? id : (await getDefaultWorkspace(db, tenantId)).id
}
