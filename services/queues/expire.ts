import type { Services } from '../context.ts'
import type { DeskNotice } from '../desks/jobs.ts'
import { tellLeaving } from '../desks/leave.ts'
import { setDuty } from '../desks/set-duty.ts'
import { tellBounce } from '../handoffs/bounce.ts'
import { enqueueRouting } from '../handoffs/enqueue-routing.ts'
import { handoffSubject, OPEN_STATES, offerSubject } from '../handoffs/handoff.ts'
import type { HandoffJobs } from '../handoffs/jobs.ts'
import { closeOffer, getOffer, listOffersTo } from '../handoffs/offers.ts'
import { changeHandoff, lockHandoff } from '../handoffs/store.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { noteMissed } from '../workspaces/duty.ts'
import { listDesksOf, lockDesk } from '../workspaces/store.ts'

/** Whoever leaves so many offers in a row without an answer is not there. */
const MOST_MISSED = 2

/** What the timer does: an offer that nobody answered goes to the next, and whoever leaves several alone is off duty. */
export async function expireOffer(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  { offerId }: HandoffJobs['offer.check'],
): Promise<void> {
  const { db } = services
  const { workspaceId, handoffId, tier, to, state, offeredAt } = await getOffer(db, offerId)
  // Before any lock: most offers were answered.
  if (to === undefined || state !== 'open') return
  // Locks are taken in one order: the desks', then the chat's.
  const desks = await listDesksOf(db, workspaceId)
  for (const { id } of desks) await lockDesk(db, id)
  const handoff = await lockHandoff(db, handoffId)
  if (!(await closeOffer(services, offerId, 'expired', to))) return
  const isTheirs = handoff.state === 'queued' && handoff.offerId === offerId
  if (handoff.offerId === offerId) await changeHandoff(db, handoffId, OPEN_STATES, { offer_id: null })
  await enqueueRefresh(services, offerSubject(offerId))
  await enqueueRefresh(services, handoffSubject(handoffId))
  await enqueueRouting(services, handoff.workspaceId)
  // A release of before, running beside this one, took it and knew of no offer.
  if (!isTheirs) return
  // What else they are offered is locked before their duty.
  for (const other of await listOffersTo(db, workspaceId, to)) await lockHandoff(db, other.handoffId)
  const desk = desks.find((its) => its.tier === tier)
  if (desk !== undefined && (await noteMissed(services, desk, to.objectId, offeredAt)) >= MOST_MISSED) {
    await setDuty(services, desk, to, false)
    await tell<DeskNotice>(services, { person: to }, { kind: 'missed-off', teamName: desk.teamName })
    await tellLeaving(services, desk, to)
  }
  await tellBounce(services, handoff)
}
