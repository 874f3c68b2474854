import type { Services } from '../context.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import { type Handoff, handoffSubject, offerSubject } from './handoff.ts'
import { closeOffer } from './offers.ts'
import { lockHandoff } from './store.ts'

/** The open offer of a chat ends: whoever held it out keeps it after all, or the chat is over, or waits for no offer any more. */
export async function withdrawOffer(
  services: Pick<Services, 'db' | 'now'>,
  { id, offerId }: Pick<Handoff, 'id' | 'offerId'>,
): Promise<void> {
  if (offerId === undefined) return
  // Locks are taken in one order: the chat's, then its offer's.
  await lockHandoff(services.db, id)
  const isClosed = await closeOffer(services, offerId, 'withdrawn')
  // Also where a release of before, running beside this one, closed none: no chat keeps an offer that is over.
  await services.db
    .updateTable('handoffs')
    .set({ offer_id: null })
    .where('id', '=', id)
    .where('offer_id', '=', offerId)
    .execute()
  if (!isClosed) return
  await enqueueRefresh(services, offerSubject(offerId))
  await enqueueRefresh(services, handoffSubject(id))
}
