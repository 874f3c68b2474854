import type { Services } from '../context.ts'
import type { Choice, Handoff } from '../handoffs/handoff.ts'
import { findLastChoice } from '../handoffs/offers.ts'
import { findDesk } from '../workspaces/store.ts'
import { candidatesAt, waitingOf } from './candidates.ts'
import { choose } from './queue.ts'

/** Why a chat was offered to whom; where it waits without an offer, what a pass would find now (F9). `undefined`: it never was. */
export async function whyOf(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Handoff,
): Promise<Choice | undefined> {
  const { db, now } = services
  if (handoff.state !== 'queued' || handoff.offerId !== undefined) return await findLastChoice(db, handoff.id)
  const desk = await findDesk(db, handoff.workspaceId, handoff.tier)
  if (desk === undefined) return undefined
  const { tenantId } = handoff.requester
  const [waiting] = await waitingOf(services, tenantId, [handoff])
  const { mostChats } = await services.rulesOf(db, handoff.workspaceId)
  const candidates = await candidatesAt(db, { ...desk, workspaceId: handoff.workspaceId }, tenantId)
  return waiting && choose(waiting, candidates, { mostChats, at: now() }).why
}
