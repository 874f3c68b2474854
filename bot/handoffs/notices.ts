import { passedAwayCard } from '../../cards/desks/pass.ts'
import {
  endedCard,
  givenBackAtDeskCard,
  givenBackCard,
  nobodyThereCard,
  silenceCard,
  unseenChatCard,
} from '../../cards/handoffs/chat.ts'
import { endedAtDeskCard } from '../../cards/handoffs/handoff.ts'
import { offerCard, offerRefusedCard, offerUnseenCard, passedOnCard } from '../../cards/handoffs/offer.ts'
import { leftOutCard, undeliveredCard } from '../../cards/handoffs/undelivered.ts'
import type { Services } from '../../services/context.ts'
import { handoffSubject, offerSubject } from '../../services/handoffs/handoff.ts'
import type { HandoffNotice } from '../../services/handoffs/jobs.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { endOfChat } from '../../services/handoffs/transcript.ts'
import { type LiveCard, saveLiveCard } from '../../services/notices/live-cards.ts'
import { enqueueRefresh } from '../../services/notices/tell.ts'
import { isOnline } from '../../services/workspaces/duty.ts'
import type { NoticeKinds } from '../deliver/notice.ts'
import { presentChat, ticketNumber } from './present.ts'

/** Characters of what was said, at the desk where a chat goes on. */
const MOST_SHOWN = 3_000

export const handoffNotices: NoticeKinds<HandoffNotice> = {
  connected: {
    present: async ({ db }, { handoffId }, { t }) => presentChat(db, t, await getHandoff(db, handoffId), 'talk'),
    async sent(services, { handoffId }, shown) {
      const subject = handoffSubject(handoffId)
      await saveLiveCard(services.db, subject, 'talk', shown)
      // What changed while the card was on its way found no card to refresh.
      const { state } = await getHandoff(services.db, handoffId)
      if (state !== 'active') await enqueueRefresh(services, subject, 'talk')
    },
  },
  'nobody-there': {
    async present({ db }, { handoffId }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      const isTrue = handoff.state === 'queued' && !(await isOnline(db, handoff.workspaceId, handoff.tier))
      return isTrue ? nobodyThereCard(t, handoff) : undefined
    },
    sent: becomeWaitingCard,
  },
  'given-back': {
    async present({ db }, { handoffId, name }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return handoff.state === 'queued' ? givenBackCard(t, handoff, name) : undefined
    },
    sent: becomeWaitingCard,
  },
  'given-back-here': {
    present: async (_needs, { name, note = '' }, { t }) => givenBackAtDeskCard(t, name, note),
  },
  offered: {
    async present({ db }, { offerId }, { t }) {
      const offer = await getOffer(db, offerId)
      return offer.state === 'open' ? offerCard(t, offer, await getHandoff(db, offer.handoffId)) : undefined
    },
    async sent(services, { offerId }, shown) {
      const subject = offerSubject(offerId)
      await saveLiveCard(services.db, subject, 'desk', shown)
      // What changed while the card was on its way found no card to refresh.
      if ((await getOffer(services.db, offerId)).state !== 'open') await enqueueRefresh(services, subject)
    },
  },
  'offer-refused': { present: async (_needs, { name }, { t }) => offerRefusedCard(t, name) },
  'offer-unseen': { present: async (_needs, _notice, { t }) => offerUnseenCard(t) },
  passed: {
    async present({ db }, notice, { t }) {
      const { requester } = await getHandoff(db, notice.handoffId)
      const line = (name: string, text: string) => t('transcript.line', { name, text })
      const before = notice.isElsewhere ? await endOfChat(db, notice.handoffId, line, MOST_SHOWN) : ''
      return passedOnCard(t, notice, requester.name, before)
    },
  },
  'passed-away': { present: async (_needs, { tier, teamName }, { t }) => passedAwayCard(t, tier, teamName) },
  unseen: {
    async present({ db }, { handoffId }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return handoff.state === 'queued' ? unseenChatCard(t, handoff) : undefined
    },
  },
  silence: {
    present: async (_needs, { handoffId, warning, endsAt }, { t }) => silenceCard(t, handoffId, warning, endsAt),
  },
  'chat-ended': {
    async present({ db }, { handoffId }, { t, person }) {
      const handoff = await getHandoff(db, handoffId)
      return person === undefined ? endedAtDeskCard(t, handoff) : endedCard(t, handoff, await ticketNumber(db, handoff))
    },
  },
  'left-out': { present: async (_needs, { what }, { t }) => leftOutCard(t, what) },
  undelivered: {
    async present({ db }, notice, { t }) {
      return undeliveredCard(t, notice, await ticketNumber(db, await getHandoff(db, notice.message.handoffId)))
    },
  },
}

/** What was just shown is the card of the wait from now on. */
async function becomeWaitingCard(
  services: Pick<Services, 'db' | 'now'>,
  { handoffId }: { readonly handoffId: string },
  shown: LiveCard,
): Promise<void> {
  const subject = handoffSubject(handoffId)
  await saveLiveCard(services.db, subject, 'waiting', shown)
  // What changed while the card was on its way found no card to refresh.
  if ((await getHandoff(services.db, handoffId)).state !== 'queued') await enqueueRefresh(services, subject, 'waiting')
}
