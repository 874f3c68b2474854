import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type WordsKey, words } from '../cards/words.ts'
import { type Arrival, arrive } from '../services/activities/arrival.ts'
import { leaveMark, markSeen } from '../services/activities/seen.ts'
import type { Services } from '../services/context.ts'
import { transact } from '../services/db/transact.ts'
import { isTransient, ServiceDeskError } from '../services/errors.ts'
import { enqueue } from '../services/jobs/enqueue.ts'
import { type Address, type Conversation, laneOf } from '../services/notices/notice.ts'
import { tell } from '../services/notices/tell.ts'
import { cut, type Language, languageOf } from '../services/people/person.ts'
import { findPerson, rememberPerson } from '../services/people/store.ts'
import { nameRequester } from '../services/tickets/store.ts'
import type { Event } from './activity.ts'
import type { Context } from './context.ts'
import type { Reply, Turn } from './handler.ts'
import { route } from './routes.ts'

/** What goes back in the HTTP answer to an invoke. */
export interface InvokeAnswer {
  readonly status: number
  readonly body: object
}

/**
 * One activity in, one reply out. What it changes, that it was seen, and what is promised because of it are written in
 * one transaction; nothing is sent before that is on disk.
 */
export async function takeTurn(context: Context, event: Event): Promise<InvokeAnswer | undefined> {
  const began = performance.now()
  const count = (outcome: 'done' | 'refused' | 'failed') =>
    context.metrics.turn(event.kind, outcome, (performance.now() - began) / 1000)
  try {
    const reply = await patiently(event, () => perform(context, event))
    count('done')
    return isInvoke(event) ? answer(event, reply) : undefined
  } catch (error) {
    count(excuseKey(error) === 'failed.other' ? 'failed' : 'refused')
    return await excuse(context, event, error)
  } finally {
    context.runner.wake()
  }
}

async function perform(context: Context, event: Event): Promise<Reply> {
  const person = { tenantId: event.tenantId, objectId: event.sender.objectId }
  const arrival = await arrive(context, person, event, context.config.language)
  if (takesEffectOnce(event) && arrival.seen) return undefined
  return await transact(context.db, async (tx) => {
    const turn = await meet({ ...context, db: tx }, event, arrival)
    const reply = await route(turn, event)
    if (!isInvoke(event)) await promise(turn, event, reply)
    if (takesEffectOnce(event) && reply !== 'message') await leaveMark(tx, event, context.now())
    return reply
  })
}

/** Teams waits 15 seconds for the answer to a message, and 5 to a dialog. */
const PATIENCE_MS = 10_000
const INVOKE_PATIENCE_MS = 3_500
const PAUSE_MS = 200

/** A store that restarts, or that saw two turns in each other's way, is asked again. What it had written all the same is found seen. */
async function patiently<Result>(event: Event, work: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + (isInvoke(event) ? INVOKE_PATIENCE_MS : PATIENCE_MS)
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isTransient(error) || performance.now() + PAUSE_MS > until) throw error
      await wait(PAUSE_MS)
    }
  }
}

/**
 * What has no other mark by which a second delivery is known. An invoke comes again under a new id, and finds the state
 * changed or its nonce used; an edit or a deletion bears the id of the message it is about, and does no harm twice.
 */
function takesEffectOnce(event: Event): boolean {
  return event.kind !== 'edited' && event.kind !== 'deleted' && !isInvoke(event)
}

/** Who is speaking, and in which language; remembered where it is news. */
async function meet(
  { db, now, silenceMs, links }: Services,
  event: Event,
  { workspace, known, unreachable, openChat, earlyEdit, seen }: Arrival,
): Promise<Turn> {
  const language = languageOf(event.locale, known?.language ?? workspace.language)
  const name = event.sender.name ?? known?.name ?? ''
  const here = { serviceUrl: event.serviceUrl, conversationId: event.conversationId }
  const chat = event.scope === 'personal' && event.kind !== 'removed' ? here : known?.chat
  const { tenantId } = event
  const person = { tenantId, objectId: event.sender.objectId, name, teamsId: event.sender.teamsId, language, chat }
  const isKnown =
    known?.name === name && known.teamsId === person.teamsId && known.language === language && isSame(known.chat, chat)
  if (unreachable || !isKnown) {
    if (name !== '' && (known?.name ?? '') === '') await nameRequester(db, person)
    await rememberPerson(db, person)
  }
  return { db, now, silenceMs, links, person, workspace, openChat, earlyEdit, seen, t: words(language) }
}

function isSame(one: Conversation | undefined, other: Conversation | undefined): boolean {
  return one?.conversationId === other?.conversationId && one?.serviceUrl === other?.serviceUrl
}

/** The answer to a message is a promise like any other: kept after the commit, in order. */
async function promise(turn: Turn, event: Event, reply: Reply): Promise<void> {
  if (reply === undefined || reply === 'message') return
  const conversation = { serviceUrl: event.serviceUrl, conversationId: event.conversationId }
  const address: Address =
    event.scope === 'personal' ? { person: turn.person } : { conversation, language: turn.person.language }
  if ('notice' in reply) await tell(turn, address, reply.notice)
  else if ('text' in reply) await tell(turn, address, { kind: 'failed', text: reply.text })
  else if (event.kind === 'pressed' && event.cardId !== undefined && 'card' in reply) {
    const payload = { conversation, activityId: event.cardId, card: reply.card }
    await enqueue(turn.db, { task: 'card.replace', lane: laneOf(address), payload }, turn.now())
  }
}

function isInvoke(event: Event): boolean {
  return (
    (event.kind === 'pressed' && event.by === 'execute') ||
    event.kind === 'dialog-opened' ||
    event.kind === 'dialog-saved'
  )
}

const CARD = 'application/vnd.microsoft.card.adaptive'

function answer(event: Event, reply: Reply): InvokeAnswer {
  if (reply === undefined || reply === 'message' || 'notice' in reply) {
    throw new Error(`The handler of ${event.kind} gave no card.`)
  }
  if ('dialog' in reply) {
    const { title, card } = reply.dialog
    const value = { title, width: 'medium', card: { contentType: CARD, content: card } }
    return { status: 200, body: { task: { type: 'continue', value } } }
  }
  if ('text' in reply) return spoken(reply.text)
  return { status: 200, body: { statusCode: 200, type: CARD, value: reply.card } }
}

/** A short sentence that the client shows for a moment. */
function spoken(value: string): InvokeAnswer {
  return { status: 200, body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value } }
}

/** The one table from failures to what the person is told and how loud the log is. Never a stack, never silence. */
async function excuse(context: Context, event: Event, error: unknown): Promise<InvokeAnswer | undefined> {
  const reference = randomUUID().slice(0, 8)
  const fields = { reference, event: event.kind, ...('verb' in event ? { verb: event.verb.slice(0, 40) } : {}), error }
  const key = excuseKey(error)
  if (key === 'failed.other') context.log.error(fields, 'A turn failed.')
  else context.log.warn(fields, 'A turn was refused.')
  const known = await findPerson(context.db, { tenantId: event.tenantId, objectId: event.sender.objectId })
  const language = languageOf(event.locale, known?.language ?? context.config.language)
  const text = words(language)(key, { reference })
  if (event.kind === 'dialog-opened' || event.kind === 'dialog-saved') {
    return { status: 200, body: { task: { type: 'message', value: text } } }
  }
  if (isInvoke(event)) {
    return spoken(text)
  }
  await excuseInWriting(context, event, text, language)
  return undefined
}

async function excuseInWriting(context: Context, event: Event, text: string, language: Language): Promise<void> {
  const conversation = { serviceUrl: event.serviceUrl, conversationId: event.conversationId }
  const excerpt = event.kind === 'said' || event.kind === 'edited' ? cut(event.words.text, 80) : ''
  await transact(context.db, async (tx) => {
    if (takesEffectOnce(event) && !(await markSeen(tx, event, context.now()))) return
    await tell({ db: tx, now: context.now }, { conversation, language }, { kind: 'failed', text, excerpt })
  })
}

function excuseKey(error: unknown): WordsKey {
  if (!(error instanceof ServiceDeskError)) return 'failed.other'
  if (error.code === 'forbidden' || error.code === 'not-found' || error.code === 'invalid')
    return `failed.${error.code}`
  return 'failed.other'
}
