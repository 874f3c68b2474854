import { passedAwayCard } from '../../cards/desks/pass.ts'
import { endedAtDeskCard } from '../../cards/handoffs/handoff.ts'
import { chatNoteCard } from '../../cards/handoffs/note.ts'
import { offerCard, offerRefusedCard, offerUnseenCard, passedOnCard } from '../../cards/handoffs/offer.ts'
import { bouncedCard, reminderCard, waitingElsewhereCard } from '../../cards/handoffs/remind.ts'
import { reactedCard, repliedAtDeskCard } from '../../cards/handoffs/reply.ts'
import {
  awayAtDeskCard,
  onHoldCard,
  silenceCard,
  unansweredCard,
  unansweredElsewhereCard,
} from '../../cards/handoffs/silence.ts'
import { leftOutCard, undeliveredCard } from '../../cards/handoffs/undelivered.ts'
import {
  callbackDueAtDeskCard,
  callbackDueCard,
  givenBackAtDeskCard,
  givenBackCard,
  longWaitCard,
  nobodyThereCard,
  unseenChatCard,
} from '../../cards/handoffs/wait.ts'
import type { Services } from '../../services/context.ts'
import { handoffSubject, isOwed, offerSubject } from '../../services/handoffs/handoff.ts'
import type { HandoffNotice } from '../../services/handoffs/jobs.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { moveWaitingCard } from '../../services/handoffs/retire-card.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { endOfChat } from '../../services/handoffs/transcript.ts'
import { enqueueWaits, waitOf } from '../../services/handoffs/wait.ts'
import { type LiveCard, saveLiveCard } from '../../services/notices/live-cards.ts'
import { enqueueRefresh } from '../../services/notices/tell.ts'
import { isOnline } from '../../services/workspaces/duty.ts'
import type { NoticeKinds } from '../deliver/notice.ts'
import type { Ring } from '../deliver/ring.ts'
import { presentChat, presentEnd, ticketNumber } from './present.ts'
import { whoIsCalled, whoIsThere } from './subject.ts'

/** Characters of what was said, at the desk where a chat goes on. */
const MOST_SHOWN = 3_000

export const handoffNotices: NoticeKinds<HandoffNotice> = {
  connected: {
    present: async (needs, { handoffId }, { t }) =>
      presentChat(needs, t, await getHandoff(needs.db, handoffId), 'talk'),
    async sent(services, { handoffId }, shown) {
      const subject = handoffSubject(handoffId)
      await saveLiveCard(services.db, subject, 'talk', shown)
      // What changed while the card was on its way found no card to refresh.
      const handoff = await getHandoff(services.db, handoffId)
      if (handoff.state !== 'active') await enqueueRefresh(services, subject, 'talk')
      // It is not on the way of whoever takes it: those who are next read it a little later.
      await enqueueWaits(services, handoff)
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
    present: async (_needs, { name, note = '', isUnanswered = false }, { t }) =>
      givenBackAtDeskCard(t, name, note, isUnanswered),
    rings: (needs, { handoffId }) => calledFor(needs, handoffId),
  },
  offered: {
    async present({ db }, { offerId }, { t }) {
      const offer = await getOffer(db, offerId)
      return offer.state === 'open' ? offerCard(t, offer, await getHandoff(db, offer.handoffId)) : undefined
    },
    async rings({ db }, { offerId }) {
      const { workspaceId, to } = await getOffer(db, offerId)
      return { workspaceId, people: to === undefined ? [] : [to] }
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
  'passed-away': {
    // The channel that it leaves may have been closed to us.
    isDispensable: true,
    present: async (_needs, { tier, teamName }, { t }) => passedAwayCard(t, tier, teamName),
  },
  unseen: {
    async present({ db }, { handoffId }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return handoff.state === 'queued' ? unseenChatCard(t, handoff) : undefined
    },
  },
  silence: {
    present: async (_needs, { handoffId, warning, endsAt }, { t }) => silenceCard(t, handoffId, warning, endsAt),
    async sent(services, { handoffId, warning }, shown) {
      const subject = handoffSubject(handoffId)
      await saveLiveCard(services.db, subject, `silence-${warning}`, shown)
      // What changed while the card was on its way found no card to refresh.
      const { state, silentSince, warnings } = await getHandoff(services.db, handoffId)
      const isAsking = state === 'active' && silentSince !== undefined && warnings === warning
      if (!isAsking) await enqueueRefresh(services, subject, `silence-${warning}`)
    },
  },
  unanswered: {
    async present({ db }, { handoffId, since, returnsAt }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return isOwed(handoff) && handoff.owedSince === since
        ? unansweredCard(t, handoff, { since, returnsAt })
        : undefined
    },
    async rings({ db }, { handoffId }) {
      const { workspaceId, analyst } = await getHandoff(db, handoffId)
      return { workspaceId, people: analyst === undefined ? [] : [analyst] }
    },
  },
  'unanswered-elsewhere': {
    async present({ db }, { handoffId, since }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return isOwed(handoff) && handoff.owedSince === since ? unansweredElsewhereCard(t, handoff, since) : undefined
    },
  },
  'chat-note': { present: async (_needs, { author, text }, { t }) => chatNoteCard(t, author, text) },
  replied: { present: async (_needs, { author, text }, { t }) => repliedAtDeskCard(t, author, text) },
  reacted: { present: async (_needs, { name, reaction, excerpt }, { t }) => reactedCard(t, name, reaction, excerpt) },
  bounced: {
    async present({ db }, { handoffId, count }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return handoff.state === 'queued' ? bouncedCard(t, handoff, count) : undefined
    },
  },
  'still-waiting': {
    async present({ db }, { handoffId }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return handoff.state === 'queued' && handoff.reminded > 0 ? reminderCard(t, handoff) : undefined
    },
    async rings({ db }, { handoffId }) {
      const handoff = await getHandoff(db, handoffId)
      return { workspaceId: handoff.workspaceId, people: await whoIsThere(db, handoff) }
    },
    async sent(services, { handoffId }, shown) {
      const subject = handoffSubject(handoffId)
      await saveLiveCard(services.db, subject, 'reminder', shown)
      // What changed while the card was on its way found no card to refresh.
      if ((await getHandoff(services.db, handoffId)).state !== 'queued')
        await enqueueRefresh(services, subject, 'reminder')
    },
  },
  'waiting-elsewhere': {
    async present({ db }, { handoffId }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return handoff.state === 'queued' && handoff.reminded > 0 ? waitingElsewhereCard(t, handoff) : undefined
    },
  },
  away: { present: async (_needs, { name, until }, { t }) => awayAtDeskCard(t, name, until) },
  back: { present: async (_needs, { name }, { t }) => awayAtDeskCard(t, name, undefined) },
  'analyst-away': { present: async (_needs, { name, until }, { t }) => onHoldCard(t, name, until) },
  'long-wait': {
    async present(needs, { handoffId }, { t }) {
      const handoff = await getHandoff(needs.db, handoffId)
      const isTrue = handoff.state === 'queued' && handoff.callbackAt === undefined
      return isTrue ? longWaitCard(t, handoff, await waitOf(needs, handoff)) : undefined
    },
    sent: becomeWaitingCard,
  },
  'callback-due': {
    async present({ db }, { handoffId }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      if (handoff.state !== 'queued') return undefined
      return callbackDueCard(t, handoff, await isOnline(db, handoff.workspaceId, handoff.tier))
    },
    sent: becomeWaitingCard,
  },
  'callback-due-here': {
    async present({ db }, { handoffId }, { t }) {
      const handoff = await getHandoff(db, handoffId)
      return handoff.state === 'queued' ? callbackDueAtDeskCard(t, handoff) : undefined
    },
    rings: (needs, { handoffId }) => calledFor(needs, handoffId),
  },
  'chat-ended': {
    async present(needs, { handoffId }, { t, person }) {
      const handoff = await getHandoff(needs.db, handoffId)
      return person === undefined ? endedAtDeskCard(t, handoff) : await presentEnd(needs, t, handoff)
    },
  },
  'left-out': { present: async (_needs, { what }, { t }) => leftOutCard(t, what) },
  undelivered: {
    async present({ db }, notice, { t }) {
      return undeliveredCard(t, notice, await ticketNumber(db, await getHandoff(db, notice.message.handoffId)))
    },
  },
}

/** Whoever is on duty, for a chat that waits. */
async function calledFor(needs: Pick<Services, 'db' | 'rulesOf'>, handoffId: string): Promise<Ring> {
  const handoff = await getHandoff(needs.db, handoffId)
  return { workspaceId: handoff.workspaceId, people: await whoIsCalled(needs, handoff) }
}

/** What was just shown is the card of the wait from now on. */
async function becomeWaitingCard(
  services: Pick<Services, 'db' | 'now'>,
  { handoffId }: { readonly handoffId: string },
  shown: LiveCard,
): Promise<void> {
  const subject = handoffSubject(handoffId)
  await moveWaitingCard(services, handoffId, shown)
  // What changed while the card was on its way found no card to refresh.
  if ((await getHandoff(services.db, handoffId)).state !== 'queued') await enqueueRefresh(services, subject, 'waiting')
}
