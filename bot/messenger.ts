import { type Card, summaryOf } from '../cards/render.ts'
import { type Sentences, words } from '../cards/words.ts'
import type { Config } from '../services/config.ts'
import type { Services } from '../services/context.ts'
import type { Db } from '../services/db/connect.ts'
import { transact } from '../services/db/transact.ts'
import { isTransient, ServiceDeskError } from '../services/errors.ts'
import { receiveFile, refuse, wasShown } from '../services/files/carry.ts'
import type { FileRefusal } from '../services/files/file.ts'
import { findFile } from '../services/files/store.ts'
import { settleCrossing } from '../services/handoffs/crossing.ts'
import type { MessageKey } from '../services/handoffs/handoff.ts'
import { checkSilence } from '../services/handoffs/silence.ts'
import { changeMessage, findMessage, findRelay, getHandoff, markSent, type Relay } from '../services/handoffs/store.ts'
import type { Afterwards, Job, Payloads, Tasks } from '../services/jobs/job.ts'
import { prune } from '../services/jobs/prune.ts'
import type { Log } from '../services/log.ts'
import { findLiveCard, forgetLiveCard, keepLiveCard, keepNewThread } from '../services/notices/live-cards.ts'
import type { Address, Conversation, Notice, Subject } from '../services/notices/notice.ts'
import { refreshChatCard, tell } from '../services/notices/tell.ts'
import { cut, type Person } from '../services/people/person.ts'
import { findPerson, forgetPersonalChat, noteUnreachable } from '../services/people/store.ts'
import { getTicket } from '../services/tickets/store.ts'
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
    'card.refresh': (payload) => refreshCard(needs, payload),
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
export function tellSender(needs: Needs): (job: Job, error: unknown) => Promise<void> {
  return async (job, error) => {
    const fileId = fileIn(job)
    const file = fileId === undefined ? undefined : await findFile(needs.db, fileId)
    if (file !== undefined) await refuse(needs, file, reasonWhy(error))
    if (job.task === 'notice.send')
      await tellDesk(needs, (job.payload as Payloads['notice.send']).notice, reasonWhy(error))
    if (job.task !== 'relay.send' && job.task !== 'relay.edit') return
    const message = await findMessage(needs.db, job.payload as MessageKey)
    if (message === undefined) return
    const { handoffId, activityId, audience, words } = message
    const handoff = await getHandoff(needs.db, handoffId)
    const isNew = job.task === 'relay.send'
    if (isNew) await changeMessage(needs.db, message.id, { undelivered: 1 })
    const sender: Address = audience === 'desk' ? { person: handoff.requester } : { thread: `handoff:${handoffId}` }
    const excerpt = cut(words.text, 80)
    const again = isNew ? { message: { handoffId, activityId } } : {}
    const reason = reasonWhy(error)
    const why = reason === 'unreachable' && audience === 'desk' ? 'no-desk' : reason
    await tell(needs, sender, { kind: 'undelivered', excerpt, why, ...again })
  }
}

/** What an analyst wrote on an incident is there; that its requester does not know of it, they must know. */
async function tellDesk(
  { db, now }: Pick<Needs, 'db' | 'now'>,
  notice: Notice,
  why: ReturnType<typeof reasonWhy>,
): Promise<void> {
  if (notice.kind !== 'ticket-news') return
  const { id, requester } = await getTicket(db, notice.ticketId)
  const name = requester.name ?? ''
  await tell(
    { db, now },
    { thread: `ticket:${id}` },
    { kind: 'not-told', name, why: why === 'unreachable' ? why : 'silence' },
  )
}

function fileIn({ task, payload }: Job): string | undefined {
  if (task === 'file.fetch') return (payload as Payloads['file.fetch']).fileId
  const notice = task === 'notice.send' ? (payload as Payloads['notice.send']).notice : undefined
  return notice?.kind === 'file' ? notice.fileId : undefined
}

function reasonWhy(error: unknown): 'unreachable' | 'too-big' | 'silence' {
  if (isGone(error)) return 'unreachable'
  return error instanceof ServiceDeskError && error.code === 'invalid' ? 'too-big' : 'silence'
}

async function fetchFile({ db, now, downloads }: Needs, fileId: string): Promise<Afterwards | undefined> {
  const file = await findFile(db, fileId)
  if (file?.state !== 'coming') return undefined
  const refused = (why: FileRefusal) => (tx: Db) => refuse({ db: tx, now }, file, why)
  try {
    const bytes = await downloads.fetch(file.source)
    return (tx) => receiveFile({ db: tx, now }, file, bytes)
  } catch (error) {
    const code = error instanceof ServiceDeskError && !isTransient(error) ? (error as ServiceDeskError).code : undefined
    if (code === undefined) throw error
    return refused(code === 'invalid' ? 'too-big' : 'gone')
  }
}

async function sendNotice(needs: Needs, { address, notice }: Payloads['notice.send']): Promise<Afterwards | undefined> {
  if (notice.kind === 'file' && (await findFile(needs.db, notice.fileId))?.state !== 'kept') return undefined
  const recipient = await recipientOf(needs, address)
  if (recipient === undefined) {
    needs.log.info({ notice: notice.kind }, 'A person who has no chat with us was not told.')
    return (tx) => tellDesk({ db: tx, now: needs.now }, notice, 'unreachable')
  }
  const { conversation, reader, t } = recipient
  const card = await presentNotice(needs.db, t, notice, reader, needs.config.bot.appId, needs.links)
  const activityId = await needs.connector.send(conversation, cardMessage(card)).catch(async (error: unknown) => {
    if (reader !== undefined && isGone(error)) await forgetPersonalChat(needs, reader, error.reason ?? 'refused')
    throw error
  })
  if (notice.kind === 'file' && activityId !== undefined) {
    return (tx) => wasShown({ db: tx, now: needs.now }, notice.fileId, { ...conversation, activityId })
  }
  if (notice.kind !== 'connected' || activityId === undefined) return undefined
  return async (tx) => {
    const subject = `handoff:${notice.handoffId}` as const
    await keepLiveCard(tx, subject, 'talk', { ...conversation, activityId })
    // What changed while the card was on its way found no card to refresh.
    const { state } = await getHandoff(tx, notice.handoffId)
    if (state !== 'active') await refreshChatCard({ db: tx, now: needs.now }, subject, 'talk')
  }
}

interface Recipient {
  readonly conversation: Conversation
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
    return { conversation: await threadOf(needs, address.thread), reader: undefined, t: words(workspace.language) }
  }
  const reader = await findPerson(needs.db, address.person)
  return reader?.chat && { conversation: reader.chat, reader, t: words(reader.language) }
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
  const sentId = await needs.connector.send(reachable(relay.to), relayed(relay)).catch(async (error: unknown) => {
    if (relay.audience === 'requester' && isGone(error))
      await noteUnreachable(needs, relay.requester, error.reason ?? 'refused')
    if (relay.audience === 'desk' && isGone(error) && error.code === 'not-found')
      return await sendToNewThread(needs, message)
    throw error
  })
  return (tx) => markSent(tx, message, sentId)
}

/** Somebody deleted the thread of a chat that goes on: it gets another, where whoever is at the desk reads on. */
async function sendToNewThread(needs: Needs, message: MessageKey): Promise<string | undefined> {
  const subject = `handoff:${message.handoffId}` as const
  await forgetLiveCard(needs.db, subject, 'desk')
  const keep = await refreshCard(needs, { subject, place: 'desk' })
  if (keep !== undefined) await transact(needs.db, keep)
  const relay = await findRelay(needs.db, message)
  return relay && (await needs.connector.send(reachable(relay.to), relayed(relay)))
}

async function editRelay(needs: Needs, message: MessageKey): Promise<void> {
  const relay = await findRelay(needs.db, message)
  if (relay?.sentActivityId === undefined || relay.deleted || relay.audience === 'work-note') return
  await needs.connector.update(reachable(relay.to), relay.sentActivityId, relayed(relay))
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

async function threadOf({ db }: Needs, subject: Subject): Promise<Conversation> {
  const live = await findLiveCard(db, subject, 'desk')
  if (live === undefined) throw new ServiceDeskError('not-found', 'This subject has no thread.')
  return live
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

function isGone(error: unknown): error is ServiceDeskError {
  return error instanceof ServiceDeskError && (error.code === 'forbidden' || error.code === 'not-found')
}
