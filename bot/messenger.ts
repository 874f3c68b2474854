import { type Card, summaryOf } from '../cards/render.ts'
import { type Sentences, words } from '../cards/words.ts'
import type { Config } from '../services/config.ts'
import type { Services } from '../services/context.ts'
import type { Db } from '../services/db/connect.ts'
import { transact } from '../services/db/transact.ts'
import { isTransient, ServiceDeskError } from '../services/errors.ts'
import { receiveFile, refuse, sentEnough, wasShown } from '../services/files/carry.ts'
import type { FileRefusal } from '../services/files/file.ts'
import { findFile } from '../services/files/store.ts'
import { settleCrossing } from '../services/handoffs/crossing.ts'
import type { Audience, MessageKey } from '../services/handoffs/handoff.ts'
import { checkSilence } from '../services/handoffs/silence.ts'
import { changeMessage, findMessage, findRelay, getHandoff, markSent, type Relay } from '../services/handoffs/store.ts'
import type { Afterwards, Job, Payloads, Tasks } from '../services/jobs/job.ts'
import { promisePrune, prune } from '../services/jobs/prune.ts'
import type { Log } from '../services/log.ts'
import { findLiveCard, forgetThread, keepLiveCard, keepNewThread } from '../services/notices/live-cards.ts'
import type { Address, Conversation, Notice, Subject } from '../services/notices/notice.ts'
import { dropRefreshes, promisedRefreshes, refreshChatCard, tell } from '../services/notices/tell.ts'
import { cut, type Person } from '../services/people/person.ts'
import { findPerson, forgetPersonalChat, noteUnreachable } from '../services/people/store.ts'
import { listEntries } from '../services/tickets/store.ts'
import { findDesk } from '../services/workspaces/store.ts'
import type { Connector, Outgoing } from './connector.ts'
import type { Downloads } from './downloads.ts'
import { escapeHtml } from './html.ts'
import { ownersOf, presentNotice, presentSubject } from './present.ts'

type Needs = Services & {
  readonly connector: Connector
  readonly downloads: Downloads
  readonly config: Config
  readonly log: Log
}

/** What each promise does when its turn comes. Each may run twice: after a crash nobody knows whether the first was heard. */
export function deliveryTasks(needs: Needs): Tasks {
  return {
    'notice.send': (payload) => sendNotice(needs, payload),
    'card.refresh': (payload) => refreshOnce(needs, payload),
    'card.replace': ({ conversation, activityId, card }) =>
      needs.connector.update(conversation, activityId, cardMessage(card as Card)),
    'relay.send': (message) => sendRelay(needs, message),
    'relay.edit': (message) => editRelay(needs, message),
    'relay.delete': (message) => deleteRelay(needs, message),
    'file.fetch': ({ fileId }) => fetchFile(needs, fileId),
    'file.hide': ({ activityId, ...where }) => needs.connector.remove(where, activityId).catch(unlessGone),
    'crossing.settle': async (crossing) => (tx) => settleCrossing({ ...needs, db: tx }, crossing),
    'store.prune': () => prune(needs),
    'silence.check':
      async ({ handoffId, since, warnings }) =>
      (tx) =>
        checkSilence({ ...needs, db: tx }, handoffId, since, warnings),
  }
}

/** When a message, a file or the news of an incident is given up, whose it was hears of it, and why, and what else may be done. */
export function tellSender(needs: Needs): (tx: Db, job: Job, error: unknown) => Promise<void> {
  return (tx, job, error) => tellOf({ ...needs, db: tx }, job, error)
}

async function tellOf(needs: Needs, { task, payload }: Job, error: unknown): Promise<void> {
  if (task === 'store.prune') await promisePrune(needs)
  if (task === 'file.fetch') await refuseGivenUp(needs, (payload as Payloads['file.fetch']).fileId, error)
  if (task === 'notice.send') {
    const { address, notice } = payload as Payloads['notice.send']
    if (notice.kind === 'file') await refuseGivenUp(needs, notice.fileId, error)
    if (notice.kind === 'ticket-news') await tellDesk(needs, address, notice, isGone(error))
  }
  if (task === 'relay.send' || task === 'relay.edit')
    await tellAuthor(needs, payload as MessageKey, task === 'relay.send', error)
}

async function tellAuthor(needs: Needs, key: MessageKey, isNew: boolean, error: unknown): Promise<void> {
  const message = await findMessage(needs.db, key)
  if (message === undefined) return
  const { handoffId, activityId, audience, words } = message
  const handoff = await getHandoff(needs.db, handoffId)
  if (isNew) await changeMessage(needs.db, message.id, { undelivered: 1 })
  const sender: Address = audience === 'desk' ? { person: handoff.requester } : { thread: `handoff:${handoffId}` }
  const excerpt = cut(words.text, 80)
  const again = isNew ? { message: { handoffId, activityId } } : {}
  const tooBig = error instanceof ServiceDeskError && error.code === 'invalid'
  const why = tooBig ? 'too-big' : whyGivenUp(audience, error)
  await tell(needs, sender, { kind: 'undelivered', excerpt, why, ...again })
}

async function refuseGivenUp(needs: Needs, fileId: string, error: unknown): Promise<void> {
  const file = await findFile(needs.db, fileId)
  if (file !== undefined) await refuse(needs, file, whyGivenUp(file.audience, error))
}

function whyGivenUp(audience: Audience, error: unknown): 'unreachable' | 'no-desk' | 'silence' {
  if (!isGone(error)) return 'silence'
  return audience === 'desk' ? 'no-desk' : 'unreachable'
}

/** What an analyst did to an incident is there; that somebody whom it concerns does not know, they must know. */
async function tellDesk(
  { db, now }: Pick<Needs, 'db' | 'now'>,
  address: Address,
  { ticketId, entryId }: Extract<Notice, { readonly kind: 'ticket-news' }>,
  isUnreachable: boolean,
): Promise<void> {
  if (!('person' in address)) return
  const name = (await findPerson(db, address.person))?.name || undefined
  const entry = (await listEntries(db, ticketId)).find(({ id }) => id === entryId)
  const excerpt = cut(entry?.text ?? '', 80)
  const why = isUnreachable ? 'unreachable' : 'silence'
  await tell({ db, now }, { thread: `ticket:${ticketId}` }, { kind: 'not-told', name, excerpt, why })
}

async function fetchFile({ db, now, downloads }: Needs, fileId: string): Promise<Afterwards | undefined> {
  const file = await findFile(db, fileId)
  if (file?.state !== 'coming') return undefined
  const refused = (why: FileRefusal) => (tx: Db) => refuse({ db: tx, now }, file, why)
  if (await sentEnough({ db, now }, file)) return refused('too-much')
  try {
    const bytes = await downloads.fetch(file.source)
    return (tx) => receiveFile({ db: tx, now }, file, bytes)
  } catch (error) {
    if (isTransient(error) || !(error instanceof ServiceDeskError)) throw error
    return refused(error.code === 'invalid' ? 'too-big' : 'gone')
  }
}

async function sendNotice(needs: Needs, { address, notice }: Payloads['notice.send']): Promise<Afterwards | undefined> {
  const { db, now } = needs
  const file = notice.kind === 'file' ? await findFile(db, notice.fileId) : undefined
  if (notice.kind === 'file' && file?.state !== 'kept') return undefined
  const recipient = await recipientOf(needs, address)
  if (recipient === undefined) {
    needs.log.info({ notice: notice.kind }, 'A person who has no chat with us was not told.')
    if (file !== undefined) return (tx) => refuse({ db: tx, now }, file, 'unreachable')
    if (notice.kind === 'ticket-news') return (tx) => tellDesk({ db: tx, now }, address, notice, true)
    return undefined
  }
  const { conversation, reader, t } = recipient
  const message = cardMessage(await presentNotice(db, t, notice, reader, needs.config.bot.appId, needs.links))
  const sent =
    'thread' in address
      ? await sendToThread(needs, address.thread, conversation, message)
      : await sendTo(needs, conversation, message).catch(async (error: unknown) => {
          if (reader !== undefined && isGone(error)) await noteRefused(needs, reader, notice, error)
          throw error
        })
  const { activityId } = sent
  if (activityId === undefined) return undefined
  const shown = { ...sent.where, activityId }
  if (notice.kind === 'file') return (tx) => wasShown({ db: tx, now }, notice.fileId, shown)
  if (notice.kind !== 'connected') return undefined
  return async (tx) => {
    const subject = `handoff:${notice.handoffId}` as const
    await keepLiveCard(tx, subject, 'talk', shown)
    // What changed while the card was on its way found no card to refresh.
    const { state } = await getHandoff(tx, notice.handoffId)
    if (state !== 'active') await refreshChatCard({ db: tx, now }, subject, 'talk')
  }
}

/** Words in a chat are tried again even so, and what goes with them is. Anything else has no chat any more. */
async function noteRefused(needs: Needs, reader: Person, notice: Notice, error: ServiceDeskError): Promise<void> {
  const note = notice.kind === 'file' ? noteUnreachable : forgetPersonalChat
  await note(needs, reader, error.reason ?? 'refused')
}

interface Recipient {
  /** `undefined`: a thread that is still to be opened. */
  readonly conversation: Conversation | undefined
  readonly reader: Person | undefined
  readonly t: Sentences
}

/** `undefined`: a person who never installed the app, or took it away. */
async function recipientOf(needs: Needs, address: Address): Promise<Recipient | undefined> {
  if ('conversation' in address) {
    return { conversation: address.conversation, reader: undefined, t: words(address.language) }
  }
  if ('thread' in address) {
    const { workspace } = await ownersOf(needs.db, address.thread)
    const conversation = await findLiveCard(needs.db, address.thread, 'desk')
    return { conversation, reader: undefined, t: words(workspace.language) }
  }
  const reader = await findPerson(needs.db, address.person)
  return reader?.chat && { conversation: reader.chat, reader, t: words(reader.language) }
}

/** One refresh does the work of all that were promised before it looked. */
async function refreshOnce(needs: Needs, payload: Payloads['card.refresh']): Promise<Afterwards> {
  const covered = await promisedRefreshes(needs.db, payload)
  const keep = await refreshCard(needs, payload)
  return async (tx) => {
    await dropRefreshes(tx, covered)
    await keep?.(tx)
  }
}

/** Makes the card in Teams agree with its subject; hangs it up where there is none yet. */
async function refreshCard(
  needs: Needs,
  { subject, place }: Payloads['card.refresh'],
): Promise<Afterwards | undefined> {
  const { db, connector } = needs
  const { workspace, requester } = await ownersOf(db, subject)
  const reader = place !== 'desk' && requester !== undefined ? await findPerson(db, requester) : undefined
  const card = await presentSubject(db, words(reader?.language ?? workspace.language), subject, place)
  const live = await findLiveCard(db, subject, place)
  if (live !== undefined) {
    await connector.update(live, live.activityId, cardMessage(card)).catch(unlessGone)
    return undefined
  }
  if (place !== 'desk') return undefined
  const desk = await findDesk(db, workspace.id)
  if (desk === undefined) throw new ServiceDeskError('unavailable', 'The workspace has no desk at present.')
  const channel = { serviceUrl: desk.serviceUrl, channelId: desk.channelId, tenantId: workspace.tenantId }
  const thread = await connector.openThread(channel, cardMessage(card))
  return (tx) => keepNewThread(tx, subject, { serviceUrl: desk.serviceUrl, ...thread })
}

async function sendRelay(needs: Needs, message: MessageKey): Promise<Afterwards | undefined> {
  const relay = await findRelay(needs.db, message)
  if (relay === undefined || relay.deleted || relay.audience === 'work-note') return undefined
  const { activityId } =
    relay.audience === 'desk'
      ? await sendToThread(needs, `handoff:${message.handoffId}`, relay.to, relayed(relay))
      : await sendTo(needs, relay.to, relayed(relay)).catch(async (error: unknown) => {
          if (isGone(error)) await noteUnreachable(needs, relay.requester, error.reason ?? 'refused')
          throw error
        })
  return (tx) => markSent(tx, message, activityId)
}

interface Sent {
  readonly where: Conversation
  readonly activityId: string | undefined
}

async function sendTo({ connector }: Needs, to: Conversation | undefined, message: Outgoing): Promise<Sent> {
  const where = reachable(to)
  return { where, activityId: await connector.send(where, message) }
}

/** Sends into a subject's thread. Where somebody deleted it, the subject gets another, in which the desk reads on. */
async function sendToThread(
  needs: Needs,
  subject: Subject,
  known: Conversation | undefined,
  message: Outgoing,
): Promise<Sent> {
  if (known !== undefined) {
    try {
      return await sendTo(needs, known, message)
    } catch (error) {
      if (!(error instanceof ServiceDeskError) || error.code !== 'not-found') throw error
      await forgetThread(needs.db, subject, known.conversationId)
    }
  }
  const keep = await refreshCard(needs, { subject, place: 'desk' })
  if (keep !== undefined) await transact(needs.db, keep)
  return await sendTo(needs, await findLiveCard(needs.db, subject, 'desk'), message)
}

async function editRelay(needs: Needs, message: MessageKey): Promise<void> {
  const relay = await findRelay(needs.db, message)
  if (relay?.sentActivityId === undefined || relay.deleted || relay.audience === 'work-note') return
  const { to, sentActivityId } = relay
  // A copy that somebody took away has nothing to be corrected.
  await needs.connector.update(reachable(to), sentActivityId, relayed(relay)).catch(unlessLost)
}

/** A copy of what has become a work note since was sent to the requester too. */
async function deleteRelay(needs: Needs, message: MessageKey): Promise<void> {
  const relay = await findRelay(needs.db, message)
  if (relay?.sentActivityId === undefined) return
  await needs.connector.remove(reachable(relay.to), relay.sentActivityId).catch(unlessGone)
}

function reachable(to: Conversation | undefined): Conversation {
  if (to === undefined) throw new ServiceDeskError('not-found', 'The other side cannot be reached.')
  return to
}

/** Somebody's words under their name: the bot is the sender of every message, and both sides must see who speaks. */
function relayed({ authorName, words: said }: Relay): Outgoing {
  const body = said.html ?? escapeHtml(said.text)
  const lead = /^<(p|ul|ol|pre|blockquote|h[1-3])\b/.test(body) ? '' : '<br>'
  return { type: 'message', textFormat: 'xml', text: `<b>${escapeHtml(authorName)}</b>${lead}${body}` }
}

function cardMessage(card: Card): Outgoing {
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content: card }
  return { type: 'message', summary: summaryOf(card), attachments: [attachment] }
}

/** Somebody took the message away, or us: there is nothing to keep true any more. */
function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error
}

function unlessLost(error: unknown): void {
  if (!(isGone(error) && error.code === 'not-found')) throw error
}

function isGone(error: unknown): error is ServiceDeskError {
  return error instanceof ServiceDeskError && (error.code === 'forbidden' || error.code === 'not-found')
}
