import type { Services } from '../context.ts'
import type { Handoff, RoutingDecision } from '../handoffs/handoff.ts'
import { findLastDecision } from '../handoffs/offers.ts'
import { findDesk } from '../workspaces/store.ts'
import { candidatesAt, waitingOf } from './candidates.ts'
import { choose } from './queue.ts'

/**
 * Why a chat was offered to whom; where it waits without an offer, what a pass would find now (F9). `undefined`: it is offered to
 * nobody, by its queue: whoever wants takes it, or its requester wished to be called back.
 */
export async function explainRouting(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  handoff: Handoff,
): Promise<{ readonly decision: RoutingDecision; readonly isTrial: boolean } | undefined> {
  const { db, now } = services
  if (handoff.state !== 'queued' || handoff.offerId !== undefined) {
    const decision = await findLastDecision(db, handoff.id)
    return decision && { decision, isTrial: false }
  }
  const { mostChats, offerTiers } = await services.rulesOf(db, handoff.workspaceId)
  const desk = await findDesk(db, handoff.workspaceId, handoff.tier)
  if (desk === undefined || !offerTiers.includes(desk.tier) || handoff.callbackAt !== undefined) return undefined
  const { tenantId } = handoff.requester
  const [waiting] = await waitingOf(services, tenantId, [handoff])
  const candidates = await candidatesAt(services, desk, tenantId)
  return waiting && { decision: choose(waiting, candidates, { mostChats, at: now() }).why, isTrial: true }
}
