import { randomUUID } from 'node:crypto'
import type { Services } from '../context.ts'
import { bringFiles } from '../files/carry.ts'
import type { Handoff } from '../handoffs/handoff.ts'
import { refreshHandoffCards } from '../handoffs/refresh.ts'
import { changeHandoff, lockHandoff } from '../handoffs/store.ts'
import { refreshCard, tell } from '../notices/tell.ts'
import { type Person, type PersonKey, samePerson } from '../people/person.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { addEntry, findTicketByKey, getTicket, nextNumber, ticketByKey } from './store.ts'
import type { Category, Ticket, Urgency } from './ticket.ts'

export interface TicketDraft {
  readonly title: string
  readonly description: string
  readonly urgency: Urgency
  readonly category: Category | undefined
  readonly requester: PersonKey & { readonly name: string | undefined }
  readonly opener: Person
  /** The chat that it comes from. */
  readonly handoff: Handoff | undefined
}

/**
 * Opens an incident, once for each `key`: however often Teams repeats a submit, the answer is the same ticket.
 * A chat comes to one incident, whoever opens it. Whoever it concerns is told its number; a chat that still waited has thereby found its end.
 */
export async function openTicket(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspace: Workspace,
  draft: TicketDraft,
  key: string,
): Promise<Ticket> {
  const known = await findTicketByKey(db, key)
  if (known !== undefined) return known
  // Whoever opens an incident from this chat at the same time waits here, and then finds ours.
  const handoff = draft.handoff && (await lockHandoff(db, draft.handoff.id))
  if (handoff?.ticketId !== undefined) return await getTicket(db, handoff.ticketId)

  const id = randomUUID()
  const time = now()
  const mine = await db
    .insertInto('tickets')
    .values({
      id,
      key,
      workspace_id: workspace.id,
      tenant_id: workspace.tenantId,
      kind: 'incident',
      number: await nextNumber(db, workspace.id),
      title: draft.title,
      description: draft.description,
      urgency: draft.urgency,
      category: draft.category ?? null,
      state: 'new',
      requester_id: draft.requester.objectId,
      requester_name: draft.requester.name ?? null,
      opener_id: draft.opener.objectId,
      opener_name: draft.opener.name,
      assignee_id: null,
      assignee_name: null,
      handoff_id: draft.handoff?.id ?? null,
      version: 1,
      opened_at: time,
      updated_at: time,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  // The same dialog, brought to another replica at the same time.
  if (mine === undefined) return await ticketByKey(db, key)
  await addEntry(db, id, { key: `${id}:opened`, kind: 'opened', author: draft.opener, text: '', at: time })
  await refreshCard({ db, now }, `ticket:${id}`)
  await tell({ db, now }, { person: draft.requester }, { kind: 'ticket-opened', ticketId: id })
  if (handoff === undefined) await bringFiles({ db, now }, draft.opener, `ticket:${id}`)
  if (handoff !== undefined) {
    await linkToHandoff({ db, now }, handoff, id)
  } else if (!samePerson(draft.requester, draft.opener)) {
    await tell({ db, now }, { person: draft.opener }, { kind: 'ticket-opened', ticketId: id })
  }
  return await getTicket(db, id)
}

async function linkToHandoff(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoff: Handoff,
  ticketId: string,
): Promise<void> {
  const converted = { state: 'converted', ended_at: now(), ended_by: 'requester', ticket_id: ticketId }
  const left = await changeHandoff(db, handoff.id, ['queued'], converted)
  const linked =
    left ??
    (await changeHandoff(db, handoff.id, ['active', 'closed', 'abandoned', 'converted'], { ticket_id: ticketId }))
  await tell({ db, now }, { thread: `handoff:${handoff.id}` }, { kind: 'ticket-opened', ticketId })
  if (linked !== undefined) await refreshHandoffCards({ db, now }, linked)
}
