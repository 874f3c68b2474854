import { type Card, summaryOf } from '../cards/render.ts'
import { type Sentences, words } from '../cards/words.ts'
import type { Config } from '../services/config.ts'
import type { Services } from '../services/context.ts'
import { ServiceDeskError } from '../services/errors.ts'
import type { Message } from '../services/handoffs/handoff.ts'
import { checkSilence } from '../services/handoffs/silence.ts'
import { changeMessage, findMessage, getHandoff } from '../services/handoffs/store.ts'
import type { Job, Payloads, Tasks } from '../services/jobs/job.ts'
import type { Log } from '../services/log.ts'
import { findLiveCard, keepLiveCard } from '../services/notices/live-cards.ts'
import type { Address, Conversation, Subject } from '../services/notices/notice.ts'
import { tell } from '../services/notices/tell.ts'
import { cut, type Person, type PersonKey } from '../services/people/person.ts'
import { findPerson, findPersonalChat, forgetPersonalChat } from '../services/people/store.ts'
import { findDesk } from '../services/workspaces/store.ts'
import type { Connector, Outgoing } from './connector.ts'
import { escapeHtml } from './html.ts'
import { ownersOf, presentNotice, presentSubject } from './present.ts'

type Needs = Services & { readonly connector: Connector; readonly config: Config; readonly log: Log }

/** What each promise does when its turn comes. Each may run twice: after a crash nobody knows whether the first was heard. */
export function deliveryTasks(needs: Needs): Tasks {
  return {
    'notice.send': (payload) => sendNotice(needs, payload),
    'card.refresh': (payload) => refreshCard(needs, payload),
    'card.replace': ({ conversation, activityId, card }) =>
      needs.connector.update(conversation, activityId, cardMessage(card as Card)),
    'relay.send': ({ messageId }) => sendRelay(needs, messageId),
    'relay.edit': ({ messageId }) => editRelay(needs, messageId),
    'relay.delete': ({ messageId }) => deleteRelay(needs, messageId),
    'silence.check': ({ handoffId, since, warnings }) =>
      needs.db.transaction().execute((tx) => checkSilence({ ...needs, db: tx }, handoffId, since, warnings)),
  }
}

/** When a relayed message is given up, who wrote it hears of it. */
export function tellSender(needs: Needs): (job: Job) => Promise<void> {
  return async (job) => {
    if (job.task !== 'relay.send' && job.task !== 'relay.edit') return
    const message = await findMessage(needs.db, (job.payload as Payloads['relay.send']).messageId)
    if (message === undefined) return
    const handoff = await getHandoff(needs.db, message.handoffId)
    if (job.task === 'relay.send') await changeMessage(needs.db, message.id, { undelivered: 1 })
    const thread: Address = { thread: `handoff:${handoff.id}` }
    const sender: Address = message.audience === 'desk' ? { person: handoff.requester } : thread
    await tell(needs, sender, { kind: 'undelivered', excerpt: cut(message.words.text, 80) })
  }
}

async function sendNotice(needs: Needs, { address, notice }: Payloads['notice.send']): Promise<void> {
  const recipient = await recipientOf(needs, address)
  if (recipient === undefined) {
    needs.log.info({ notice: notice.kind }, 'A person who has no chat with us was not told.')
    return
  }
  const { conversation, reader, t } = recipient
  const card = await presentNotice(needs.db, t, notice, reader, needs.config.bot.appId)
  const activityId = await needs.connector.send(conversation, cardMessage(card)).catch(async (error: unknown) => {
    if (reader !== undefined && isGone(error)) await forgetPersonalChat(needs.db, reader)
    throw error
  })
  if (notice.kind === 'connected') {
    const card = activityId && { ...conversation, activityId }
    if (card) await keepLiveCard(needs.db, `handoff:${notice.handoffId}`, 'talk', card)
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
  const conversation = reader && (await findPersonalChat(needs.db, reader))
  return conversation && { conversation, reader, t: words(reader.language) }
}

/** Makes the card in Teams agree with its subject; hangs it up where there is none yet. */
async function refreshCard(needs: Needs, { subject, place }: Payloads['card.refresh']): Promise<void> {
  const { db, connector } = needs
  const { workspace, requester } = await ownersOf(db, subject)
  const reader = place !== 'desk' && requester !== undefined ? await findPerson(db, requester) : undefined
  const card = await presentSubject(db, words(reader?.language ?? workspace.language), subject, place)
  const live = await findLiveCard(db, subject, place)
  if (live !== undefined) {
    await connector.update(live, live.activityId, cardMessage(card)).catch(unlessGone)
    return
  }
  if (place !== 'desk') return
  const desk = await findDesk(db, workspace.id)
  if (desk === undefined) throw new ServiceDeskError('unavailable', 'The workspace has no desk at present.')
  const channel = { serviceUrl: desk.serviceUrl, channelId: desk.channelId, tenantId: workspace.tenantId }
  const thread = await connector.openThread(channel, cardMessage(card))
  await keepLiveCard(db, subject, place, { serviceUrl: desk.serviceUrl, ...thread })
}

async function sendRelay(needs: Needs, messageId: number): Promise<void> {
  const message = await findMessage(needs.db, messageId)
  if (message === undefined || message.deletedAt !== undefined || message.audience === 'work-note') return
  const sentId = await needs.connector.send(await otherSide(needs, message), relayed(message))
  await changeMessage(needs.db, message.id, { sent_activity_id: sentId ?? null })
}

async function editRelay(needs: Needs, messageId: number): Promise<void> {
  const message = await findMessage(needs.db, messageId)
  if (message?.sentActivityId === undefined || message.deletedAt !== undefined || message.audience === 'work-note')
    return
  await needs.connector.update(await otherSide(needs, message), message.sentActivityId, relayed(message))
}

async function deleteRelay(needs: Needs, messageId: number): Promise<void> {
  const message = await findMessage(needs.db, messageId)
  if (message?.sentActivityId === undefined) return
  await needs.connector.remove(await otherSide(needs, message), message.sentActivityId).catch(unlessGone)
}

async function otherSide(needs: Needs, message: Message): Promise<Conversation> {
  const handoff = await getHandoff(needs.db, message.handoffId)
  if (message.audience === 'desk') return await threadOf(needs, `handoff:${handoff.id}`)
  // A copy of what has become a work note since was sent to the requester too.
  return await personalChatOf(needs, handoff.requester)
}

async function personalChatOf({ db }: Needs, person: PersonKey): Promise<Conversation> {
  const chat = await findPersonalChat(db, person)
  if (chat === undefined) throw new ServiceDeskError('not-found', 'This person has no chat with us.')
  return chat
}

async function threadOf({ db }: Needs, subject: Subject): Promise<Conversation> {
  const live = await findLiveCard(db, subject, 'desk')
  if (live === undefined) throw new ServiceDeskError('not-found', 'This subject has no thread.')
  return live
}

/** Somebody's words under their name: the bot is the sender of every message, and both sides must see who speaks. */
function relayed({ author, words: said }: Message): Outgoing {
  const body = said.html ?? escapeHtml(said.text)
  const lead = /^<(p|ul|ol|pre|blockquote|h[1-3])\b/.test(body) ? '' : '<br>'
  return { type: 'message', textFormat: 'xml', text: `<b>${escapeHtml(author.name)}</b>${lead}${body}` }
}

function cardMessage(card: Card): Outgoing {
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', content: card }
  return { type: 'message', summary: summaryOf(card), attachments: [attachment] }
}

/** Somebody took the message away, or us: there is nothing to keep true any more. */
function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error
}

function isGone(error: unknown): boolean {
  return error instanceof ServiceDeskError && (error.code === 'forbidden' || error.code === 'not-found')
}
