import type { Services } from '../context.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import type { Handoff } from './handoff.ts'
import { withdrawOffer } from './withdraw-offer.ts'

/** « Garder le chat »: nobody else is to go on with it after all; whoever it was held out to has room for another. */
export async function keepHandoff(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  handoff: Pick<Handoff, 'id' | 'offerId' | 'workspaceId'>,
): Promise<void> {
  await withdrawOffer(services, handoff)
  await enqueueRouting(services, handoff.workspaceId)
}
