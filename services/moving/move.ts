import { isGranted } from '../access/access.ts'
import type { Services } from '../context.ts'
import { acceptsPersonalAccounts } from '../contracts/contract.ts'
import { findContract } from '../contracts/store.ts'
import type { Db } from '../db/connect.ts'
import { moveFiles } from '../files/store.ts'
import { giveBack } from '../handoffs/give-back.ts'
import { handoffSubject } from '../handoffs/handoff.ts'
import { refreshHandoff } from '../handoffs/refresh.ts'
import { findOpenHandoff, getHandoff, listEndedIdsOf, moveHandoffs } from '../handoffs/store.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Afterwards } from '../jobs/task.ts'
import { findLiveCard, forgetThreads } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { isPersonalAccount, type NamedPerson, type PersonKey } from '../people/person.ts'
import { enterWorkspace, findPerson } from '../people/store.ts'
import { listIdsOf, moveSettledTickets, reassignTicket } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { takeOut } from '../workspaces/invite.ts'
import type { WorkspaceNotice } from '../workspaces/jobs.ts'
import { acceptInvitation, addInvitation } from '../workspaces/members.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { MovingJobs } from './jobs.ts'

type Needs = Pick<Services, 'db' | 'now'>
/** Things at a desk, which are hung up anew, and things that are over. */
const [PAGE, PAGE_OF_ENDED] = [50, 500]

/**
 * Moves somebody from one workspace to another of their organisation, with their chat and their incidents: they need not
 * register again, or accept anything (S1.8). Their open chat goes at once, and waits there with its rank; what else is theirs
 * follows in jobs. False: it is a personal account, which the other one does not accept.
 */
export async function movePerson(
  services: Needs & Pick<Services, 'settingsOf'>,
  person: NamedPerson,
  {
    from,
    to,
    by,
  }: { readonly from: Workspace; readonly to: Workspace; readonly by: Pick<NamedPerson, 'objectId' | 'name'> },
): Promise<boolean> {
  const { db, now } = services
  const { tenantId, objectId } = person
  const isPersonal = isPersonalAccount(person)
  if (isPersonal && !(await acceptsPersonal(services, to))) return false
  // To a default workspace a personal account belongs by its own membership, everybody else without one.
  if (!to.isDefault || isPersonal) {
    await addInvitation(services, to.id, person, by)
    await acceptInvitation(services, to.id, person)
  }
  await takeOut(services, from, person, { isTold: false })
  const known = await findPerson(db, person)
  if (known !== undefined) await enterWorkspace(db, person, to.id)
  if (known?.chat !== undefined) {
    const notice = { kind: 'workspace-left', name: from.name, next: to.name } as const
    await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, notice)
  }
  await moveOpenChat(services, person, from, to)
  const payload = { tenantId, objectId, from: from.id, to: to.id }
  await enqueue<MovingJobs>(db, { task: 'move.things', lane: laneOf(person), payload }, now())
  return true
}

/** Moves a page of what else is somebody's; the rest follows in another job. For use outside a transaction. */
export async function moveThings(
  { db, now, settingsOf }: Needs & Pick<Services, 'settingsOf'>,
  payload: MovingJobs['move.things'],
): Promise<Afterwards | undefined> {
  const [from, to] = [await getWorkspace(db, payload.from), await getWorkspace(db, payload.to)]
  // What nobody there could read stays where it is read.
  const confidential = isGranted(await settingsOf(db, to), 'ticket.confidential')
  const tickets = (settled: boolean, most: number) => listIdsOf(db, payload, from.id, { settled, confidential, most })
  const open = await tickets(false, PAGE)
  const [settled, ended] = [
    await tickets(true, PAGE_OF_ENDED),
    await listEndedIdsOf(db, payload, from.id, PAGE_OF_ENDED),
  ]
  if (open.length + settled.length + ended.length === 0) return undefined
  return async (tx) => {
    const services = { db: tx, now }
    for (const id of open) await moveTicket(services, id, from, to)
    await moveSettledTickets(tx, settled, to.id)
    await moveHandoffs(tx, ended, to.id)
    await moveFiles(tx, [...settled.map(ticketSubject), ...ended.map(handoffSubject)], to.id)
    await enqueue<MovingJobs>(tx, { task: 'move.things', lane: laneOf(payload), payload }, now())
  }
}

/** Moves one incident to another desk, where it is nobody's yet. */
export async function moveTicket(services: Needs, ticketId: string, from: Workspace, to: Workspace): Promise<void> {
  const subject = ticketSubject(ticketId)
  await reassignTicket(services, ticketId, to.id)
  await hangElsewhere(services, subject, from, to)
}

async function moveOpenChat(services: Needs, person: PersonKey, from: Workspace, to: Workspace): Promise<void> {
  const { db } = services
  const open = await findOpenHandoff(db, person)
  if (open?.workspaceId !== from.id) return
  if (open.state === 'active') await giveBack(services, open)
  await moveHandoffs(db, [open.id], to.id)
  await hangElsewhere(services, handoffSubject(open.id), from, to)
  await refreshHandoff(services, await getHandoff(db, open.id))
}

/**
 * Takes a thing's card and threads away from the desk that it was at, which is told so; the next refresh hangs it at the
 * other, also where one that is just under way hangs it at this one yet (see `refreshCard`).
 */
async function hangElsewhere(services: Needs, subject: Subject, from: Workspace, to: Workspace): Promise<void> {
  const { db } = services
  const left = await findLiveCard(db, subject, 'desk')
  await forgetThreads(db, subject)
  await moveFiles(db, [subject], to.id)
  if (left !== undefined) {
    const address = { conversation: left, language: from.language }
    await tell<WorkspaceNotice>(services, address, { kind: 'moved-away', name: to.name })
  }
  await enqueueRefresh(services, subject)
}

async function acceptsPersonal(
  { db, settingsOf }: { readonly db: Db } & Pick<Services, 'settingsOf'>,
  workspace: Workspace,
): Promise<boolean> {
  const { personalAccounts } = await settingsOf(db, workspace)
  return acceptsPersonalAccounts(await findContract(db, workspace.tenantId), workspace.isDefault, personalAccounts)
}

function laneOf({ objectId }: Pick<PersonKey, 'objectId'>): string {
  return `move:${objectId}`
}
