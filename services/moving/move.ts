import type { Services } from '../context.ts'
import { moveFiles } from '../files/store.ts'
import { giveBack } from '../handoffs/give-back.ts'
import { handoffSubject } from '../handoffs/handoff.ts'
import { refreshHandoff } from '../handoffs/refresh.ts'
import { findOpenHandoff, getHandoff, moveHandoffs } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { findLiveCard, forgetThreads } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import type { NamedPerson, PersonKey } from '../people/person.ts'
import { enterWorkspace, findPerson } from '../people/store.ts'
import { listUnsettledOf, moveSettledTickets, reassignTicket } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { takeOut } from '../workspaces/invite.ts'
import type { WorkspaceNotice } from '../workspaces/jobs.ts'
import { acceptInvitation, addInvitation } from '../workspaces/members.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { MovingJobs } from './jobs.ts'

type Needs = Pick<Services, 'db' | 'now'>
const PAGE = 50

/**
 * Moves somebody from one workspace to another of their organisation, with their chat and their incidents: they need not
 * register again, or accept anything (S1.8). Their open chat goes at once, and waits there with its rank; their incidents
 * follow in a job.
 */
export async function movePerson(
  services: Needs,
  person: NamedPerson,
  {
    from,
    to,
    by,
  }: { readonly from: Workspace; readonly to: Workspace; readonly by: Pick<NamedPerson, 'objectId' | 'name'> },
): Promise<void> {
  const { db, now } = services
  const { tenantId, objectId } = person
  if (!to.isDefault) {
    await addInvitation(services, to.id, person, by)
    await acceptInvitation(services, to.id, person)
  }
  const known = await findPerson(db, person)
  if (known !== undefined) await enterWorkspace(db, person, to.id)
  if (!from.isDefault) await takeOut(services, from, person, false)
  if (known?.chat !== undefined) {
    const notice = { kind: 'workspace-left', name: from.name, next: to.name } as const
    await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, notice)
  }
  await moveChats(services, person, from, to)
  const payload = { tenantId, objectId, from: from.id, to: to.id }
  await enqueue<MovingJobs>(db, { task: 'move.tickets', lane: `move:${objectId}`, payload }, now())
}

/** Moves a page of somebody's incidents; the rest follows in another job. */
export async function moveTickets(services: Needs, payload: MovingJobs['move.tickets']): Promise<void> {
  const { db, now } = services
  const { tenantId, objectId, from, to } = payload
  const target = await getWorkspace(db, to)
  const tickets = await listUnsettledOf(db, { tenantId, objectId }, from, PAGE)
  for (const { id } of tickets) await moveTicket(services, id, await getWorkspace(db, from), target)
  if (tickets.length === PAGE)
    await enqueue<MovingJobs>(db, { task: 'move.tickets', lane: `move:${objectId}`, payload }, now())
  else await moveSettledTickets(db, { tenantId, objectId }, from, to)
}

/** Moves one incident: at the other desk it is new, and nobody's yet. */
export async function moveTicket(services: Needs, ticketId: string, from: Workspace, to: Workspace): Promise<void> {
  const subject = ticketSubject(ticketId)
  await reassignTicket(services, ticketId, to.id)
  await hangElsewhere(services, subject, from, to)
}

async function moveChats(services: Needs, person: PersonKey, from: Workspace, to: Workspace): Promise<void> {
  const { db } = services
  const open = await findOpenHandoff(db, person)
  const isHere = open?.workspaceId === from.id
  if (isHere && open.state === 'active') await giveBack(services, open)
  await moveHandoffs(db, person, from.id, to.id)
  if (!isHere) return
  await hangElsewhere(services, handoffSubject(open.id), from, to)
  await refreshHandoff(services, await getHandoff(db, open.id))
}

/** Takes a thing's card and threads away from the desk that it was at, which is told so; the next refresh hangs it at the other. */
async function hangElsewhere(services: Needs, subject: Subject, from: Workspace, to: Workspace): Promise<void> {
  const { db } = services
  const left = await findLiveCard(db, subject, 'desk')
  await forgetThreads(db, subject)
  await moveFiles(db, subject, to.id)
  if (left !== undefined) {
    const address = { conversation: left, language: from.language }
    await tell<WorkspaceNotice>(services, address, { kind: 'moved-away', name: to.name })
  }
  await enqueueRefresh(services, subject)
}
