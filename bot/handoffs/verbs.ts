import { randomUUID } from 'node:crypto'
import { type handoffActions, handoffDialogs } from '../../cards/handoffs/actions.ts'
import { classifiedCard, classifyForm } from '../../cards/handoffs/classify.ts'
import { leftHandoffCard } from '../../cards/handoffs/handoff.ts'
import { chatNotedCard, chatNoteForm, joinForm } from '../../cards/handoffs/note.ts'
import { answerForm, answerLateCard, repliedCard, replyForm } from '../../cards/handoffs/reply.ts'
import { awayCard, heldCard, holdForm, warningOverCard } from '../../cards/handoffs/silence.ts'
import { retryingCard, toTicketCard } from '../../cards/handoffs/undelivered.ts'
import { callbackForm, callbackKeptCard, tooManyChatsCard, unavailableCard } from '../../cards/handoffs/wait.ts'
import { whyCard } from '../../cards/handoffs/why.ts'
import type { Card } from '../../cards/render.ts'
import type { SentenceKey, Sentences } from '../../cards/sentences.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { classifyHandoff } from '../../services/handoffs/classify.ts'
import { hold, stillThere } from '../../services/handoffs/clock.ts'
import { cancelHandoff, endHandoff } from '../../services/handoffs/end.ts'
import { beginsWhisper, type Handoff, handoffSubject, isOpen, isQueuesOwn } from '../../services/handoffs/handoff.ts'
import { joinHandoff } from '../../services/handoffs/join.ts'
import { noteInChat } from '../../services/handoffs/note.ts'
import { getOffer } from '../../services/handoffs/offers.ts'
import { answerFromAside, filled, sendReply } from '../../services/handoffs/reply.ts'
import { requestHandoff } from '../../services/handoffs/request.ts'
import { moveWaitingCard } from '../../services/handoffs/retire-card.ts'
import { retryMessage } from '../../services/handoffs/retry.ts'
import { findOpenHandoff, getHandoff } from '../../services/handoffs/store.ts'
import { takeHandoff } from '../../services/handoffs/take.ts'
import { undoTake } from '../../services/handoffs/undo-take.ts'
import { callBack, waitOn } from '../../services/handoffs/wait.ts'
import { findLiveCard, forgetLiveCard, type LiveCard, saveLiveCard } from '../../services/notices/live-cards.ts'
import { tell } from '../../services/notices/tell.ts'
import { samePerson } from '../../services/people/person.ts'
import { explainRouting } from '../../services/queues/explain.ts'
import type { Written } from '../../services/secrets/secret.ts'
import { isOffered, type Option } from '../../services/settings/settings.ts'
import { commentUndelivered, wentToTicket } from '../../services/tickets/comment.ts'
import type { TicketNotice } from '../../services/tickets/jobs.ts'
import { getTicket } from '../../services/tickets/store.ts'
import { MINUTE_MS } from '../../services/time.ts'
import { cut } from '../../services/words/words.ts'
import { listWorkspaceIds } from '../../services/workspaces/members.ts'
import { findDesk, getWorkspace } from '../../services/workspaces/store.ts'
import { viewerOf } from '../lookups/present.ts'
import { notEnabled, opening } from '../menu/present.ts'
import { isFirstSave } from '../turn/first-save.ts'
import { dialogOn, may, on, type Saved } from '../turn/guard.ts'
import type { Shown, Turn } from '../turn/reply.ts'
import type { Forms, Verbs } from '../turn/verbs.ts'
import { handoff, type OwnMessage, offer, ownMessage } from './kinds.ts'
import { accept, keep, openPass, refuse, savePass } from './pass.ts'
import { positionNow, presentChat, presentHandoff } from './present.ts'

const PAUSE_MS = 20 * MINUTE_MS

export const handoffVerbs = {
  'handoff.request': may('chat.request', (turn) => requestChat(turn)),
  'handoff.later': may('chat.request', (turn) => requestChat(turn, true)),
  'handoff.wait': on(handoff, 'chat.own', goOnWaiting),
  'handoff.cancel': on(handoff, 'chat.own', cancel),
  'handoff.here': on(handoff, 'chat.own', stillHere),
  'handoff.pause': on(handoff, 'chat.own', pause),
  'handoff.leave': on(handoff, 'chat.own', leave),
  'handoff.incident': on(handoff, 'chat.own', showIncident),
  'handoff.retry': on(ownMessage, 'message.own', retry),
  'handoff.to-ticket': on(ownMessage, 'message.own', toTicket),
  'handoff.view': on(handoff, 'chat.read', showAtDesk),
  'handoff.take': on(handoff, 'chat.take', take),
  'handoff.end': on(handoff, 'chat.work', end),
  'handoff.undo': on(handoff, 'chat.work', undo),
  'handoff.keep': on(handoff, 'chat.work', keep),
  'offer.accept': on(offer, 'chat.take', accept),
  'offer.refuse': on(offer, 'chat.take', refuse),
} satisfies Verbs<typeof handoffActions>

export const handoffForms = {
  'handoff.why': dialogOn(handoffDialogs['handoff.why'], handoff, 'chat.read', { open: showWhy, save: showWhy }),
  'handoff.callback': dialogOn(handoffDialogs['handoff.callback'], handoff, 'chat.own', {
    open: async (turn, waiting) => callbackDialog(turn, waiting, callbackForm(turn.t, randomUUID(), waiting.id)),
    save: saveCallback,
  }),
  'handoff.hold': dialogOn(handoffDialogs['handoff.hold'], handoff, 'chat.work', {
    open: async (turn, talk) => holdDialog(turn, talk, holdForm(turn.t, randomUUID(), talk)),
    save: saveHold,
  }),
  'handoff.note': dialogOn(handoffDialogs['handoff.note'], handoff, 'chat.take', {
    open: async ({ t }, chat) => noting(t, { nonce: randomUUID(), handoff: chat, text: '', isFaulty: false }),
    save: saveNote,
  }),
  'handoff.join': dialogOn(handoffDialogs['handoff.join'], handoff, 'chat.supervise', {
    open: (turn, talk) => joining(turn, talk, { nonce: randomUUID(), text: '', isFaulty: false }),
    save: saveJoin,
  }),
  'handoff.classify': dialogOn(handoffDialogs['handoff.classify'], handoff, 'chat.work', {
    open: async (turn, chat) => classifying(turn, chat, randomUUID(), false),
    save: saveClassify,
  }),
  'handoff.reply': dialogOn(handoffDialogs['handoff.reply'], handoff, 'chat.work', {
    open: (turn, talk) => replyDialog(turn, talk, randomUUID()),
    save: saveReply,
  }),
  'handoff.answer': dialogOn(handoffDialogs['handoff.answer'], handoff, 'chat.work', {
    open: (turn, talk) => answering(turn, talk, { nonce: randomUUID(), text: '', isFaulty: false }),
    save: saveAnswer,
  }),
  'handoff.pass': dialogOn(handoffDialogs['handoff.pass'], handoff, 'chat.work', { open: openPass, save: savePass }),
} satisfies Forms<typeof handoffDialogs>

/**
 * « Chat avec un analyste »: the menu's own message becomes the waiting card, and stays true. `isPatient`: also where nobody is
 * on duty; where it is closed, they are called back when it opens (F4).
 */
async function requestChat(turn: Turn, isPatient = false): Promise<Shown> {
  const open = await findOpenHandoff(turn.db, turn.person)
  const offers = (option: Option) => isOffered(turn.settings, turn.actor.permissions, option)
  if (open === undefined && !offers('chat')) return notEnabled(turn, 'chat')
  // On a page, by somebody whom we never met in Teams: nobody could answer them.
  if (turn.person.chat === undefined) return { say: 'chat.no-teams', came: 'nothing' }
  const { isOpen, opensAt } = opening(turn.settings, turn.now())
  const ways = { incident: offers('incident'), contact: turn.settings.contact, mayWait: !isPatient }
  const callbackAt = isPatient ? opensAt : undefined
  if (open === undefined && !isOpen && callbackAt === undefined)
    return { card: unavailableCard(turn.t, ways, { opensAt }), came: 'nothing' }
  // They may have been taken out since the activity came: taken anew, it finds where they are now.
  const { db, person, workspace } = turn
  if (person.workspaceId !== undefined && !(await listWorkspaceIds(db, person)).includes(workspace.id))
    throw new ServiceDeskError('conflict', 'They do not belong to this workspace any more.')
  const requested = await requestHandoff(turn, turn.workspace, turn.person, {
    waitingCard: turn.card,
    isPatient,
    callbackAt,
  })
  if (requested === undefined) return { card: unavailableCard(turn.t, ways), came: 'nothing' }
  if ('tooMany' in requested) {
    return { card: tooManyChatsCard(turn.t, requested.until, ways), came: 'refused' }
  }
  return await showChat(turn, requested)
}

/** « Ne plus attendre ». Where somebody took it meanwhile, the talk is shown instead. */
async function cancel(turn: Turn, waiting: Handoff): Promise<Shown> {
  return await showChat(turn, await cancelHandoff(turn, waiting))
}

/** « Je suis toujours là ». */
async function stillHere(turn: Turn, talk: Handoff): Promise<Shown> {
  if (talk.state !== 'active') return await showChat(turn, talk)
  await stillThere(turn, talk)
  const talkCard = await findLiveCard(turn.db, handoffSubject(talk.id), 'talk')
  const here = await getHandoff(turn.db, talk.id)
  const isTalk = talkCard !== undefined && talkCard.activityId === turn.card?.activityId
  return { card: isTalk ? await presentChat(turn, turn.t, here, 'talk') : warningOverCard(turn.t, here) }
}

/** « Continuer d’attendre », « Reprendre l’attente »: the message on which it is pressed shows the wait from now on. */
async function goOnWaiting(turn: Turn, waiting: Handoff): Promise<Shown> {
  const now = await waitOn(turn, waiting)
  if (now.state === 'queued' && turn.card !== undefined && turn.actor.place === 'private')
    await moveWaitingCard(turn, now.id, turn.card)
  return await showChat(turn, now)
}

/** « Je reviens dans 20 minutes ». */
async function pause(turn: Turn, talk: Handoff): Promise<Shown> {
  if (talk.state !== 'active') return await showChat(turn, talk)
  const until = turn.now() + PAUSE_MS
  await hold(turn, talk, 'requester', until)
  const away = await getHandoff(turn.db, talk.id)
  if (turn.card === undefined || turn.actor.place !== 'private') return { card: awayCard(turn.t, away, until) }
  return { card: await presentChat(turn, turn.t, away, await becomeAwayCard(turn, away.id, turn.card)) }
}

/** The message on which it is pressed tells it from now on: a warning's, or the talk's own card. */
async function becomeAwayCard({ db }: Turn, id: string, card: LiveCard): Promise<'talk' | 'away'> {
  const subject = handoffSubject(id)
  if ((await findLiveCard(db, subject, 'talk'))?.activityId === card.activityId) return 'talk'
  for (const position of ['silence-1', 'silence-2'])
    if ((await findLiveCard(db, subject, position))?.activityId === card.activityId)
      await forgetLiveCard(db, subject, position)
  await saveLiveCard(db, subject, 'away', card)
  return 'away'
}

/** « Rappelez-moi »: outside the hours, when it opens. */
async function saveCallback(
  turn: Turn,
  waiting: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.callback']>,
): Promise<Shown> {
  if (!sent.ok) return callbackDialog(turn, waiting, callbackForm(turn.t, nonce, waiting.id))
  const workspace = await getWorkspace(turn.db, waiting.workspaceId)
  const at = turn.now() + sent.fields.minutes * MINUTE_MS
  const { isOpen, opensAt } = opening(await turn.settingsOf(turn.db, workspace), at)
  const isFirst = await isFirstSave(turn, nonce)
  const kept = isFirst ? await callBack(turn, waiting, isOpen ? at : (opensAt ?? at)) : waiting
  if (kept.state !== 'queued' || kept.callbackAt === undefined) return await tooLate(turn, kept, 'callback.ask')
  return callbackDialog(turn, kept, callbackKeptCard(turn.t, kept.callbackAt))
}

async function callbackDialog(turn: Turn, { state, id }: Handoff, card: Card): Promise<Shown> {
  if (state !== 'queued') return await tooLate(turn, await getHandoff(turn.db, id), 'callback.ask')
  return { dialog: { title: turn.t('callback.ask'), card } }
}

/** « Il me faut un moment », by who took it. */
async function saveHold(
  turn: Turn,
  talk: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.hold']>,
): Promise<Shown> {
  if (!sent.ok) return await holdDialog(turn, talk, holdForm(turn.t, nonce, talk))
  const until = turn.now() + sent.fields.minutes * MINUTE_MS
  if (talk.state === 'active' && (await isFirstSave(turn, nonce))) await hold(turn, talk, 'analyst', until)
  return await holdDialog(turn, talk, heldCard(turn.t, talk.requester.name, until))
}

/** « Note entre analystes », by anybody at the desk. */
async function saveNote(
  turn: Turn,
  chat: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.note']>,
): Promise<Shown> {
  if (!sent.ok) return noting(turn.t, { nonce, handoff: chat, text: sent.values.text, isFaulty: true })
  return await noteAmongAnalysts(turn, chat, nonce, sent.fields.text)
}

async function noteAmongAnalysts(turn: Turn, chat: Handoff, key: string, text: Written): Promise<Shown> {
  await noteInChat(turn, chat, turn.person, { key, text })
  return { dialog: { title: turn.t('chat-note.title'), card: chatNotedCard(turn.t) } }
}

function noting(t: Sentences, form: Parameters<typeof chatNoteForm>[1]): Shown {
  return { dialog: { title: t('chat-note.title'), card: chatNoteForm(t, form) } }
}

/** « Intervenir », by a supervisor. */
async function saveJoin(
  turn: Turn,
  talk: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.join']>,
): Promise<Shown> {
  if (!sent.ok) return await joining(turn, talk, { nonce, text: sent.values.text, isFaulty: true })
  if (talk.state !== 'active')
    return { ...(await joining(turn, talk, { nonce, text: '', isFaulty: false })), came: 'nothing' }
  const { text } = sent.fields
  if (beginsWhisper(text)) return await noteAmongAnalysts(turn, talk, nonce, text)
  await joinHandoff(turn, talk, turn.person, { key: nonce, text })
  return { dialog: { title: turn.t('join.title'), card: repliedCard(turn.t, talk.requester.name, text) } }
}

async function joining(
  turn: Turn,
  talk: Handoff,
  form: Omit<Parameters<typeof joinForm>[1], 'handoff'>,
): Promise<Shown> {
  return await talkDialog(turn, talk, 'join.title', joinForm(turn.t, { ...form, handoff: talk }))
}

/** « Classer ce chat », by who led it. */
async function saveClassify(
  turn: Turn,
  chat: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.classify']>,
): Promise<Shown> {
  const category = sent.ok ? turn.settings.categories.find((its) => its === sent.fields.category) : undefined
  if (category === undefined || isOpen(chat)) return { ...classifying(turn, chat, nonce, true), came: 'nothing' }
  if (await isFirstSave(turn, nonce)) await classifyHandoff(turn, chat, turn.person, category)
  const { category: now = category } = await getHandoff(turn.db, chat.id)
  return { dialog: { title: turn.t('classify.title'), card: classifiedCard(turn.t, now) } }
}

function classifying({ t, settings }: Turn, chat: Handoff, nonce: string, isFaulty: boolean): Shown {
  return { dialog: { title: t('classify.title'), card: classifyForm(t, nonce, chat, settings.categories, isFaulty) } }
}

/** « Réponses types », by who took it. */
async function saveReply(
  turn: Turn,
  talk: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.reply']>,
): Promise<Shown> {
  const { replies } = await turn.rulesOf(turn.db, talk.workspaceId)
  const reply = sent.ok ? replies.find((its) => its === sent.fields.reply) : undefined
  if (reply === undefined) return { ...(await replyDialog(turn, talk, nonce, true)), came: 'nothing' }
  if (talk.state !== 'active') return await replyDialog(turn, talk, nonce)
  const text = await sendReply(turn, talk, turn.person, { key: nonce, reply })
  return { dialog: { title: turn.t('reply.title'), card: repliedCard(turn.t, talk.requester.name, text) } }
}

/** « Répondre », by who took it: on a page. */
async function saveAnswer(
  turn: Turn,
  talk: Handoff,
  { nonce, sent }: Saved<(typeof handoffDialogs)['handoff.answer']>,
): Promise<Shown> {
  if (!sent.ok) return await answering(turn, talk, { nonce, text: sent.values.text, isFaulty: true })
  // As in the thread: what begins so stays among analysts, whichever button is pressed.
  if (beginsWhisper(sent.fields.text)) return await noteAmongAnalysts(turn, talk, nonce, sent.fields.text)
  if (talk.state !== 'active')
    return {
      dialog: {
        title: turn.t('answer.title'),
        card: answerLateCard(turn.t, talk.requester.name, sent.fields.text),
      },
      came: 'nothing',
    }
  const text = await answerFromAside(turn, talk, turn.person, { key: nonce, text: sent.fields.text })
  return { dialog: { title: turn.t('answer.title'), card: repliedCard(turn.t, talk.requester.name, text) } }
}

async function answering(
  turn: Turn,
  talk: Handoff,
  form: Omit<Parameters<typeof answerForm>[1], 'handoff'>,
): Promise<Shown> {
  return await talkDialog(turn, talk, 'answer.title', answerForm(turn.t, { ...form, handoff: talk }))
}

async function replyDialog(turn: Turn, talk: Handoff, nonce: string, isFaulty = false): Promise<Shown> {
  const { replies } = await turn.rulesOf(turn.db, talk.workspaceId)
  const choices = replies.map((value) => ({ value, text: filled(value, talk, turn.person) }))
  return await talkDialog(
    turn,
    talk,
    'reply.title',
    replyForm(turn.t, { nonce, handoff: talk, replies: choices, isFaulty }),
  )
}

async function holdDialog(turn: Turn, talk: Handoff, card: Card): Promise<Shown> {
  return await talkDialog(turn, talk, 'hold.ask', card)
}

/** A dialog of whoever leads a chat; where it does not go on any more, the chat as it is. */
async function talkDialog(turn: Turn, { state, id }: Handoff, title: SentenceKey, card: Card): Promise<Shown> {
  if (state === 'active') return { dialog: { title: turn.t(title), card } }
  const now = await presentHandoff(turn, turn.t, await getHandoff(turn.db, id))
  return { dialog: { title: turn.t(title), card: now }, came: 'nothing' }
}

/** What they asked for does not go any more: the chat as it is now. */
async function tooLate(turn: Turn, chat: Handoff, title: SentenceKey): Promise<Shown> {
  const card = await presentChat(turn, turn.t, chat, positionNow(chat))
  return { dialog: { title: turn.t(title), card }, came: 'nothing' }
}

/** « Annuler la prise en charge », right after « Prendre ». */
async function undo(turn: Turn, talk: Handoff): Promise<Shown> {
  const isUndone = await undoTake(turn, talk)
  const shown = await showAtDesk(turn, await getHandoff(turn.db, talk.id))
  return isUndone ? shown : { ...shown, came: 'nothing' }
}

/** « Terminer le chat », by its requester. */
async function leave(turn: Turn, talk: Handoff): Promise<Shown> {
  return await showChat(turn, await endHandoff(turn, talk, 'requester'))
}

/** « Voir l’incident »: below the talk, whose card keeps the way out of it. */
async function showIncident(turn: Turn, talk: Handoff): Promise<Shown> {
  const { ticketId } = talk
  if (ticketId !== undefined)
    await tell<TicketNotice>(turn, { person: turn.person }, { kind: 'ticket-shown', ticketId })
  return await showChat(turn, talk)
}

/** « Réessayer », by who wrote what could not be delivered. */
async function retry(turn: Turn, { handoff: chat, message }: OwnMessage): Promise<Shown> {
  const excerpt = cut(message.words.text, 80)
  if (chat.ticketId !== undefined && (await wentToTicket(turn, message))) {
    return { card: toTicketCard(turn.t, excerpt, (await getTicket(turn.db, chat.ticketId)).number) }
  }
  await retryMessage(turn, chat, message)
  return { card: retryingCard(turn.t, excerpt) }
}

/** « Ajouter à l'incident »: what could not be delivered becomes a comment on the incident of its chat. */
async function toTicket(turn: Turn, { handoff: chat, message }: OwnMessage): Promise<Shown> {
  if (chat.ticketId === undefined) throw new ServiceDeskError('not-found', 'This chat has no incident.')
  const ticket = await getTicket(turn.db, chat.ticketId)
  await commentUndelivered(turn, ticket, turn.person, message)
  return { card: toTicketCard(turn.t, cut(message.words.text, 80), ticket.number) }
}

/** « Pourquoi ? » (F9). */
async function showWhy(turn: Turn, chat: Handoff): Promise<Shown> {
  const { t } = turn
  return { dialog: { title: t('why.title'), card: whyCard(t, await explainRouting(turn, chat)) }, came: 'nothing' }
}

/** « Prendre »: one winner; everybody else sees whose it is. */
async function take(turn: Turn, waiting: Handoff): Promise<Shown> {
  // It went to another desk since: it is taken there.
  if ((await findDesk(turn.db, waiting.workspaceId, waiting.tier))?.id !== turn.desk?.id)
    return { card: leftHandoffCard(turn.deskT, waiting), came: 'nothing' }
  const offered = await offeredToAnother(turn, waiting)
  if (offered !== undefined) return offered
  const taken = await takeHandoff(turn, waiting, turn.person)
  if (taken === undefined) return { say: 'failed.own', came: 'refused' }
  const shown = await showAtDesk(turn, taken)
  return samePerson(taken.analyst, turn.person) ? shown : { ...shown, came: 'nothing' }
}

/** The queue offers it to somebody else at present: it is theirs to take, or a supervisor's. */
async function offeredToAnother(turn: Turn, { state, offerId }: Handoff): Promise<Shown | undefined> {
  if (state !== 'queued' || offerId === undefined || turn.actor.permissions.has('chat.supervise')) return undefined
  const offer = await getOffer(turn.db, offerId)
  const isTheirs = offer.to === undefined || samePerson(offer.to, turn.person)
  if (offer.state !== 'open' || !isQueuesOwn(offer) || isTheirs) return undefined
  return { say: 'offer.other', values: { name: offer.to?.name ?? '' }, came: 'refused' }
}

/** « Terminer le chat », by who took it. */
async function end(turn: Turn, talk: Handoff): Promise<Shown> {
  return await showAtDesk(turn, await endHandoff(turn, talk, 'analyst'))
}

async function showChat(turn: Turn, chat: Handoff): Promise<Shown> {
  return { card: await presentChat(turn, turn.t, chat, positionNow(chat)) }
}

/** The card at the desk, with the buttons of who looks at it. */
async function showAtDesk(turn: Turn, chat: Handoff): Promise<Shown> {
  return { card: await presentHandoff(turn, turn.deskT, chat, await viewerOf(turn, chat.requester)) }
}
