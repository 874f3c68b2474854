import type { Services } from '../context.ts'
import { enqueueRouting } from '../handoffs/enqueue-routing.ts'
import { giveBack } from '../handoffs/give-back.ts'
import { listOffersTo } from '../handoffs/offers.ts'
import { listTakenHandoffs } from '../handoffs/store.ts'
import { withdrawOffer } from '../handoffs/withdraw-offer.ts'
import { whoIsOnDuty } from '../workspaces/duty.ts'
import { listDesksOf } from '../workspaces/store.ts'
import { type Desk, deskOfTier } from '../workspaces/workspace.ts'
import { setDuty } from './set-duty.ts'

const MOST_ON_DUTY = 500
const MOST_TAKEN = 1_000

/** What somebody who is at the desk may go on with. */
export interface Staying {
  readonly mayStaff: (objectId: string) => boolean
  readonly mayLead: (objectId: string) => boolean
}

/** Takes duty and chats away from whoever is not at the desk, or may not any more; returns from how many. */
export async function applyRoster(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  desk: Desk,
  { mayStaff, mayLead }: Staying,
  tenantId: string,
): Promise<number> {
  const { db } = services
  const { id, workspaceId } = desk
  const desks = await listDesksOf(db, workspaceId)
  // The desk moved meanwhile: its roster says nothing of who is on duty in the next.
  if (!desks.some((its) => its.id === id)) return 0
  const { analysts } = await whoIsOnDuty(db, desk, MOST_ON_DUTY)
  const gone = analysts.filter(({ objectId }) => !mayStaff(objectId))
  for (const { objectId, name } of gone) await setDuty(services, desk, { tenantId, objectId, name }, false)
  // Whoever may not answer is offered nothing any more.
  for (const { objectId } of analysts.filter((its) => !gone.includes(its) && !mayLead(its.objectId)))
    for (const { id: offerId, handoffId } of await listOffersTo(db, workspaceId, { tenantId, objectId }))
      await withdrawOffer(services, { id: handoffId, offerId })
  const taken = await listTakenHandoffs(db, { id: workspaceId, tenantId }, MOST_TAKEN)
  for (const handoff of taken) {
    if (deskOfTier(desks, handoff.tier)?.id === id && !mayLead(handoff.analyst?.objectId ?? ''))
      await giveBack(services, handoff)
  }
  await enqueueRouting(services, workspaceId)
  return gone.length
}
