import type { Services } from '../context.ts'
import { showFilesAgain } from '../files/carry.ts'
import { forgetLiveCard, moveThread } from '../notices/live-cards.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import type { Written } from '../secrets/secret.ts'
import { noteAnswered } from '../workspaces/duty.ts'
import { tellBounce } from './bounce.ts'
import { answerDueAt, NOBODYS_TURN, refreshClockCards, watchAnswer } from './clock.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import { type Handoff, handoffSubject, isQueuesOwn, type Offer, offerSubject, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { leaveDesk } from './leave-desk.ts'
import { addOffer, closeOffer } from './offers.ts'
import { refreshDeskOf, refreshHandoff } from './refresh.ts'
import { retireCard } from './retire-card.ts'
import { changeHandoff, getHandoff, lockHandoff } from './store.ts'
import { withdrawOffer } from './withdraw-offer.ts'

type Needs = Pick<Services, 'db' | 'now'>

/** To whom a chat is held out: an analyst at the same desk, or whoever is at the desk of another tier. */
export type Receiver = { readonly person: NamedPerson } | { readonly tier: number }

/**
 * Holds a chat out to somebody else; whoever took it stays with it until one accepts (A1, C20). An offer of before is
 * withdrawn. `undefined`: the chat is over, or somebody else's by now.
 */
export async function offerHandoff(
  services: Needs & Pick<Services, 'rulesOf'>,
  { id, analyst }: Handoff,
  receiver: Receiver,
  { key, note }: { readonly key: string; readonly note: Written },
): Promise<Offer | undefined> {
  const { db, now } = services
  // A row lock: two dialogs saved at once leave one open offer.
  const handoff = await lockHandoff(db, id)
  if (handoff.state !== 'active' || handoff.analyst === undefined || !samePerson(handoff.analyst, analyst))
    return undefined
  const [tier, to] = 'tier' in receiver ? [receiver.tier, undefined] : [handoff.tier, receiver.person]
  const { workspaceId } = handoff
  const made = { id: key, workspaceId, handoffId: id, tier, to, from: handoff.analyst, note, offeredAt: now() }
  const offer = await addOffer(db, made)
  // The same dialog, sent again.
  if (offer === undefined) return { ...made, state: 'open', answeredBy: undefined, answeredAt: undefined }
  await withdrawOffer(services, handoff)
  await changeHandoff(db, id, ['active'], { offer_id: offer.id })
  // Whoever it was held out to before has room for another.
  await enqueueRouting(services, workspaceId)
  if (to === undefined) await enqueueRefresh(services, offerSubject(offer.id))
  else await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'offered', offerId: offer.id })
  await enqueueRefresh(services, handoffSubject(id))
  return offer
}

/** The desk to which it was held out cannot be reached: whoever held it out hears so, and goes on with it. */
export async function loseOffer(services: Needs, { id, handoffId, from }: Offer): Promise<void> {
  await withdrawOffer(services, { id: handoffId, offerId: id })
  if (from === undefined) return
  const thread = sideOf({ id: handoffId, requester: from }, 'desk')
  await tell<HandoffNotice>(services, thread, { kind: 'offer-unseen' })
}

/**
 * « Refuser »: whoever held it out hears so, and goes on with it; where it waits, the queue offers it to the next. False: it was
 * closed before.
 */
export async function refuseOffer(
  services: Needs & Pick<Services, 'rulesOf' | 'settingsOf'>,
  offer: Offer,
  by: NamedPerson,
): Promise<boolean> {
  const { db } = services
  await lockHandoff(db, offer.handoffId)
  if (!(await closeOffer(services, offer.id, 'refused', by))) return false
  const state = isQueuesOwn(offer) ? 'queued' : 'active'
  const handoff = await changeHandoff(db, offer.handoffId, [state], { offer_id: null })
  await enqueueRefresh(services, offerSubject(offer.id))
  if (isQueuesOwn(offer)) await noteAnswered(db, offer.workspaceId, by.objectId)
  if (handoff === undefined) return true
  // Whoever refused has room for another.
  await enqueueRouting(services, handoff.workspaceId)
  if (isQueuesOwn(offer)) await tellBounce(services, handoff)
  else await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'offer-refused', name: by.name })
  await enqueueRefresh(services, handoffSubject(handoff.id))
  return true
}

/**
 * Somebody accepts: the chat is theirs from now on, and goes on at their desk, with all that was said. Both sides are told.
 * `undefined`: the offer was closed before.
 */
export async function acceptOffer(
  services: Needs & Pick<Services, 'rulesOf'>,
  offer: Offer,
  by: NamedPerson,
): Promise<Handoff | undefined> {
  const { db, now } = services
  const before = await lockHandoff(db, offer.handoffId)
  const { id } = before
  // An older release, beside this one, ends chats and knows of no offers.
  const { from } = offer
  const isTheirs = from !== undefined && samePerson(before.analyst, from) && before.workspaceId === offer.workspaceId
  const isHeldOut = before.state === 'active' && before.offerId === offer.id && isTheirs
  if (
    !(await closeOffer(services, offer.id, isHeldOut ? 'accepted' : 'withdrawn', by)) ||
    !isHeldOut ||
    from === undefined
  )
    return undefined
  const at = now()
  await db
    .updateTable('handoffs')
    .set({
      analyst_id: by.objectId,
      analyst_name: by.name,
      ...NOBODYS_TURN,
      taken_at: at,
      owed_since: at,
      clock_at: await answerDueAt(services, before.workspaceId, at),
      tier: offer.tier,
      offer_id: null,
    })
    .where('id', '=', id)
    .execute()
  const handoff = await getHandoff(db, id)
  await watchAnswer(services, handoff)
  await refreshClockCards(services, before)
  await enqueueRefresh(services, offerSubject(offer.id))
  if (before.tier !== handoff.tier) {
    await goOnAt(services, handoff, offer)
    await refreshDeskOf(services, before)
  }
  await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), {
    kind: 'passed',
    handoffId: id,
    from: from.name,
    to: by.name,
    note: offer.note,
    isElsewhere: before.tier !== handoff.tier,
  })
  // Who took it first stays what the card of the wait says.
  await forgetLiveCard(db, handoffSubject(id), 'waiting')
  await retireCard(services, id, 'talk')
  await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'connected', handoffId: id })
  await refreshHandoff(services, handoff)
  // Whoever passed it on has room for another.
  await enqueueRouting(services, handoff.workspaceId)
  return handoff
}

/** The chat's thread is the one at the other desk from now on, and its files are shown there. */
async function goOnAt(services: Needs, handoff: Handoff, offer: Offer): Promise<void> {
  const subject = handoffSubject(handoff.id)
  await leaveDesk(services, subject, handoff)
  await moveThread(services.db, offerSubject(offer.id), subject)
  await showFilesAgain(services, subject, { thread: subject })
}
