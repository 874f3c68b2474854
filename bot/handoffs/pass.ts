import { randomUUID } from 'node:crypto'
import type { ActionData } from '../../cards/actions.ts'
import { asWritten } from '../../cards/as-written.ts'
import { save } from '../../cards/button.ts'
import { type PassForm, passedCard, passForm, type Receivers } from '../../cards/desks/pass.ts'
import type { handoffDialogs } from '../../cards/handoffs/actions.ts'
import { offerCard } from '../../cards/handoffs/offer.ts'
import { giveBack } from '../../services/handoffs/give-back.ts'
import { type Handoff, isQueuesOwn, type Offer } from '../../services/handoffs/handoff.ts'
import { keepHandoff } from '../../services/handoffs/keep.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { acceptOffer, offerHandoff, refuseOffer } from '../../services/handoffs/pass.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { samePerson } from '../../services/people/person.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import { receiverIn, receiversOf } from '../desks/receivers.ts'
import { viewerOf } from '../lookups/present.ts'
import type { Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import { presentHandoff } from './present.ts'

/** « Passer la main à… », by who took it. */
export async function openPass(turn: Turn, talk: Handoff): Promise<Shown> {
  if (talk.state !== 'active') return await tooLate(turn, talk)
  return await passing(turn, talk, { nonce: randomUUID(), values: { to: '', note: '' }, faults: [] })
}

/** « Passer la main »: to the queue at once, to anybody else as soon as they accept. */
export async function savePass(
  turn: Turn,
  talk: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.pass']>,
): Promise<Shown> {
  if (!sent.ok) return await passing(turn, talk, { nonce, ...sent })
  const { to, note } = sent.fields
  const receiver = receiverIn(await othersFor(turn, talk), to, turn.person.tenantId)
  if (receiver === undefined) {
    const again = await passing(turn, talk, { nonce, values: { to: '', note }, faults: ['gone'] })
    return { ...again, came: 'refused' }
  }
  const title = turn.t('pass.title')
  if (receiver === 'queue') {
    if (!(await giveBack(turn, talk, { note }))) return await tooLate(turn, talk)
    return { dialog: { title, card: passedCard(turn.t, turn.t('pass.done.queue'), turn.t('pass.done.queue.text')) } }
  }
  if ((await offerHandoff(turn, talk, receiver, { key: nonce, note })) === undefined) return await tooLate(turn, talk)
  const name = 'person' in receiver ? receiver.person.name : receiver.teamName
  const card = passedCard(turn.t, turn.t('pass.done', { name: asWritten(name) }), turn.t('pass.done.text'))
  return { dialog: { title, card } }
}

async function passing(
  turn: Turn,
  talk: Handoff,
  { nonce, ...form }: Pick<PassForm, 'values' | 'faults'> & { readonly nonce: string },
): Promise<Shown> {
  const { t } = turn
  const action = save(t('pass.save'), 'handoff.pass', nonce, { handoffId: talk.id })
  const about = t('pass.about', { name: asWritten(talk.requester.name) })
  const card = passForm(t, { about, receivers: await othersFor(turn, talk), ...form, action })
  return { dialog: { title: t('pass.title'), card } }
}

function othersFor(turn: Turn, { tier, analyst, requester }: Handoff): Promise<Receivers> {
  return receiversOf(turn, tier, [analyst, requester], 'chat.take')
}

async function tooLate(turn: Turn, { id }: Handoff): Promise<Shown> {
  const { t } = turn
  const card = await presentHandoff(turn, t, await getHandoff(turn.db, id))
  return { dialog: { title: t('pass.title'), card }, came: 'nothing' }
}

/** « Garder le chat ». */
export async function keep(turn: Turn, talk: Handoff, { offerId }: ActionData<'handoff.keep'>): Promise<Shown> {
  // The button of an older offer withdraws no other.
  if (offerId === talk.offerId) await keepHandoff(turn, talk)
  return await presentAtDesk(turn, await getHandoff(turn.db, talk.id))
}

/** « Accepter »: at the desk, and by the colleague, that it is held out to. */
export async function accept(turn: Turn, its: Offer): Promise<Shown> {
  const refused = await notTheirs(turn, its)
  if (refused !== undefined) return refused
  if (isQueuesOwn(its)) {
    const taken = await takeHandoff(turn, await getHandoff(turn.db, its.handoffId), turn.person)
    return await showOffer(turn, its, samePerson(taken?.analyst, turn.person) ? undefined : 'nothing')
  }
  const accepted = await acceptOffer(turn, its, turn.person)
  if (accepted === undefined) return await showOffer(turn, its, 'nothing')
  return its.to === undefined ? await presentAtDesk(turn, accepted) : await showOffer(turn, its)
}

/** « Refuser ». */
export async function refuse(turn: Turn, its: Offer): Promise<Shown> {
  const refused = await notTheirs(turn, its)
  if (refused !== undefined) return refused
  return await showOffer(turn, its, (await refuseOffer(turn, its, turn.person)) ? undefined : 'nothing')
}

/** Why somebody cannot answer an offer: it is over, meant for another, or about themselves. */
async function notTheirs(turn: Turn, its: Offer): Promise<Shown | undefined> {
  if (its.state !== 'open') return await showOffer(turn, its, 'nothing')
  if (its.to !== undefined && !samePerson(its.to, turn.person))
    return { say: 'offer.other', values: { name: its.to.name }, came: 'refused' }
  if ((await findDesk(turn.db, its.workspaceId, its.tier))?.id !== turn.desk?.id)
    return { say: 'offer.elsewhere', came: 'refused' }
  const { requester } = await getHandoff(turn.db, its.handoffId)
  return samePerson(requester, turn.person) ? { say: 'failed.own', came: 'refused' } : undefined
}

async function showOffer({ db, deskT }: Turn, { id }: Offer, came?: 'nothing'): Promise<Shown> {
  const offer = await getOffer(db, id)
  const card = offerCard(deskT, offer, await getHandoff(db, offer.handoffId))
  return came === undefined ? { card } : { card, came }
}

async function presentAtDesk(turn: Turn, chat: Handoff): Promise<Shown> {
  return { card: await presentHandoff(turn, turn.deskT, chat, await viewerOf(turn, chat.requester)) }
}
