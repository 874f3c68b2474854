import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { enqueueRouting } from '../handoffs/enqueue-routing.ts'
import { listOffersTo } from '../handoffs/offers.ts'
import { withdrawOffer } from '../handoffs/withdraw-offer.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import type { NamedPerson } from '../people/person.ts'
import { addDuty, dutyOf, isOnline, removeDuty } from '../workspaces/duty.ts'
import { listDesksOf, lockDesk } from '../workspaces/store.ts'
import { type Desk, deskSubject } from '../workspaces/workspace.ts'
import { enqueuePresence } from './presence.ts'

/**
 * Puts an analyst on duty at a desk, or takes them off; they are on duty at one desk of a workspace at a time. Its card follows,
 * and those who wait hear of it when it matters to them. False: they were so before, or the desk is gone.
 */
export async function setDuty(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  desk: Desk,
  analyst: NamedPerson,
  on: boolean,
): Promise<boolean> {
  const { db } = services
  const { workspaceId } = desk
  // A row lock on all of them, in one order: two who leave at the same moment must not each believe that the other stays.
  for (const { id } of await listDesksOf(db, workspaceId)) await lockDesk(db, id)
  const desks = await listDesksOf(db, workspaceId)
  // It went meanwhile: nobody is on duty there.
  if (!desks.some(({ id }) => id === desk.id)) return false
  const left = await dutyOf(db, workspaceId, analyst.objectId)
  const touched = desks.filter(({ tier }) => tier === desk.tier || (on && tier === left))
  const before = await onlineAt(db, touched)
  // What they were offered at the desk that they leave; before their duty changes: locks are taken in one order, the desks', the chats', then the duty's.
  if (on ? left === desk.tier : left !== desk.tier) return false
  for (const { id, handoffId } of await listOffersTo(db, workspaceId, analyst))
    await withdrawOffer(services, { id: handoffId, offerId: id })
  if (!(on ? await addDuty(services, desk, analyst) : await removeDuty(db, desk, analyst.objectId))) return false
  const after = await onlineAt(db, touched)
  for (const [n, its] of touched.entries()) {
    await enqueueRefresh(services, deskSubject(its.id))
    if (after[n] !== undefined && after[n] !== before[n]) await enqueuePresence(services, its, after[n])
  }
  await enqueueRouting(services, workspaceId)
  return true
}

async function onlineAt(db: Db, desks: readonly Desk[]): Promise<readonly boolean[]> {
  const online: boolean[] = []
  for (const { workspaceId, tier } of desks) online.push(await isOnline(db, workspaceId, tier))
  return online
}
