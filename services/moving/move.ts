import { isGranted } from '../access/access.ts'
import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { moveFeedback } from '../feedback/store.ts'
import { moveFiles } from '../files/store.ts'
import { enqueueRouting } from '../handoffs/enqueue-routing.ts'
import { giveBack } from '../handoffs/give-back.ts'
import { handoffSubject } from '../handoffs/handoff.ts'
import { refreshHandoff } from '../handoffs/refresh.ts'
import {
  findOpenHandoff,
  getHandoff,
  keepCopiesIn,
  listEndedIdsOf,
  lockHandoff,
  moveHandoffs,
} from '../handoffs/store.ts'
import { withdrawOffer } from '../handoffs/withdraw-offer.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { leaveThread } from '../notices/leave-thread.ts'
import { findLiveCard } from '../notices/live-cards.ts'
import type { Subject } from '../notices/subject.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { moveOneTime } from '../onetime/store.ts'
import { isPersonalAccount, type NamedPerson, type PersonKey } from '../people/person.ts'
import { enterWorkspace, findPerson } from '../people/store.ts'
import { moveQuarantined } from '../quarantine/store.ts'
import { acceptsPersonal } from '../settings/accepts.ts'
import { enqueueSlaLook } from '../tickets/enqueue-sla.ts'
import { enqueueSync } from '../tickets/enqueue-sync.ts'
import { getTicket, listIdsOf, moveSettledTickets, reassignTicket } from '../tickets/store.ts'
import { ticketSubject } from '../tickets/ticket.ts'
import { takeOut } from '../workspaces/invite.ts'
import type { WorkspaceNotice } from '../workspaces/jobs.ts'
import { acceptInvitation, addInvitation, listWorkspaceIds } from '../workspaces/members.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { MovingJobs } from './jobs.ts'

type Needs = Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>
/** Things at a desk, which are hung up anew, and things that are over. */
const [PAGE, PAGE_OF_ENDED] = [50, 500]

/**
 * Why somebody stays: they do not belong to the one that they are to leave, are a personal account that the other one does
 * not accept, or have an open confidential incident that nobody there could read.
 */
export type Stays = 'no-member' | 'not-accepted' | 'confidential'

/**
 * Moves somebody from one workspace to another of their organisation, with their chat and their incidents: they need not
 * register again, or accept anything (S1.8). Their open chat goes at once, and waits there with its rank; what else is theirs
 * follows in a job.
 */
export async function movePerson(
  services: Needs,
  person: NamedPerson,
  {
    from,
    to,
    by,
  }: { readonly from: Workspace; readonly to: Workspace; readonly by: Pick<NamedPerson, 'objectId' | 'name'> },
): Promise<Stays | 'moved'> {
  const { db, now } = services
  const { tenantId, objectId } = person
  const isPersonal = isPersonalAccount(person)
  const known = await findPerson(db, person)
  if (known === undefined || !(await listWorkspaceIds(db, person)).includes(from.id)) return 'no-member'
  if (isPersonal && !(await acceptsPersonal(services, to))) return 'not-accepted'
  if (!(await canRead(services, to)) && (await hasConfidential(db, person, from))) return 'confidential'
  // To a default workspace a personal account belongs by its own membership, everybody else without one.
  if (!to.isDefault || isPersonal) {
    await addInvitation(services, to.id, person, by)
    await acceptInvitation(services, to.id, person)
  }
  await takeOut(services, from, person, { isTold: false })
  // Whoever is in a third one stays there.
  const wasIn = known.workspaceId ?? (from.isDefault ? from.id : undefined)
  if (wasIn === from.id) await enterWorkspace(db, person, to.id)
  if (known.chat !== undefined) {
    const notice = { kind: 'workspace-left', name: from.name, next: to.name } as const
    await tell<WorkspaceNotice>(services, { person: { tenantId, objectId } }, notice)
  }
  await moveOpenChat(services, person, from, to)
  const payload = { tenantId, objectId, from: from.id, to: to.id }
  await enqueue<MovingJobs>(db, { task: 'move.things', lane: `move:${objectId}`, payload }, now())
  return 'moved'
}

/**
 * Moves what else is somebody's, a page a transaction. All of it in one job: one that moves them back waits for it, and then
 * finds all of it.
 */
export async function moveThings(services: Needs, payload: MovingJobs['move.things']): Promise<undefined> {
  const { db } = services
  const [from, to] = [await getWorkspace(db, payload.from), await getWorkspace(db, payload.to)]
  for (;;) {
    const open = await listIdsOf(db, payload, from.id, { settled: false, confidential: true, most: PAGE })
    const settled = await listIdsOf(db, payload, from.id, { settled: true, confidential: true, most: PAGE_OF_ENDED })
    const ended = await listEndedIdsOf(db, payload, from.id, PAGE_OF_ENDED)
    if (open.length + settled.length + ended.length === 0) return undefined
    await transact(db, async (tx) => {
      for (const id of open) await moveTicket({ ...services, db: tx }, id, from, to)
      await moveSettledTickets(tx, settled, to.id)
      await moveHandoffs(tx, ended, to.id)
      await moveOneTime(tx, ended, to.id)
      await moveQuarantined(tx, ended, to.id)
      const things = [...settled.map(ticketSubject), ...ended.map(handoffSubject)]
      await moveFiles(tx, things, to.id)
      await moveFeedback(tx, things, to.id)
    })
  }
}

/** Moves one incident to another desk, where it is nobody's yet. */
export async function moveTicket(services: Needs, ticketId: string, from: Workspace, to: Workspace): Promise<void> {
  const subject = ticketSubject(ticketId)
  await reassignTicket(services, ticketId, to.id)
  await enqueueSync(services, await getTicket(services.db, ticketId))
  await enqueueSlaLook(services, ticketId)
  await hangElsewhere(services, subject, from, to)
}

async function moveOpenChat(services: Needs, person: PersonKey, from: Workspace, to: Workspace): Promise<void> {
  const { db } = services
  const found = await findOpenHandoff(db, person)
  if (found?.workspaceId !== from.id) return
  // A row lock: somebody may take it at this moment.
  const open = await lockHandoff(db, found.id)
  if (open.state === 'active') await giveBack(services, open)
  else await withdrawOffer(services, open)
  await moveHandoffs(db, [open.id], to.id)
  await moveOneTime(db, [open.id], to.id)
  await moveQuarantined(db, [open.id], to.id)
  const left = await findLiveCard(db, handoffSubject(open.id), 'desk')
  if (left !== undefined) await keepCopiesIn(db, open.id, left.conversationId)
  await hangElsewhere(services, handoffSubject(open.id), from, to)
  await refreshHandoff(services, await getHandoff(db, open.id))
  for (const { id } of [from, to]) await enqueueRouting(services, id)
}

/** Takes a thing away from the desk that it was at, and hangs it at the other. */
async function hangElsewhere(services: Needs, subject: Subject, from: Workspace, to: Workspace): Promise<void> {
  const notice = { kind: 'moved-away', name: to.name } as const
  await leaveThread<WorkspaceNotice>(services, subject, { language: from.language, notice })
  await moveFiles(services.db, [subject], to.id)
  await moveFeedback(services.db, [subject], to.id)
  await enqueueRefresh(services, subject)
}

/** Whether anybody there is named to read confidential incidents. */
async function canRead({ db, settingsOf }: { readonly db: Db } & Pick<Services, 'settingsOf'>, workspace: Workspace) {
  return isGranted(await settingsOf(db, workspace), 'ticket.confidential')
}

async function hasConfidential(db: Db, person: PersonKey, { id }: Workspace): Promise<boolean> {
  const [all, plain] = [
    await listIdsOf(db, person, id, { settled: false, confidential: true, most: PAGE_OF_ENDED }),
    await listIdsOf(db, person, id, { settled: false, confidential: false, most: PAGE_OF_ENDED }),
  ]
  return all.length > plain.length
}
