import { randomUUID } from 'node:crypto'
import { type WordsKey, words } from '../cards/words.ts'
import { markSeen } from '../services/activities/seen.ts'
import type { Services } from '../services/context.ts'
import { ServiceDeskError } from '../services/errors.ts'
import { enqueue } from '../services/jobs/enqueue.ts'
import { type Address, laneOf } from '../services/notices/notice.ts'
import { tell } from '../services/notices/tell.ts'
import { type Language, languageOf } from '../services/people/person.ts'
import { findPerson, rememberPerson } from '../services/people/store.ts'
import { nameRequester } from '../services/tickets/store.ts'
import { defaultWorkspace } from '../services/workspaces/store.ts'
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
  try {
    const reply = await context.db.transaction().execute(async (tx) => {
      if (takesEffectOnce(event) && !(await markSeen(tx, event, context.now()))) return undefined
      const turn = await meet({ ...context, db: tx }, event)
      const reply = await route(turn, event)
      if (!isInvoke(event)) await promise(turn, event, reply)
      return reply
    })
    return isInvoke(event) ? answer(event, reply) : undefined
  } catch (error) {
    return await excuse(context, event, error)
  } finally {
    context.runner.wake()
  }
}

/**
 * What has no other mark by which a second delivery is known. An invoke comes again under a new id, and finds the state
 * changed or its nonce used; an edit or a deletion bears the id of the message it is about, and does no harm twice.
 */
function takesEffectOnce(event: Event): boolean {
  return event.kind !== 'edited' && event.kind !== 'deleted' && !isInvoke(event)
}

/** Who is speaking, in which language, and in which workspace. */
async function meet(context: Services & Pick<Context, 'config'>, event: Event): Promise<Turn> {
  const { db, now, silenceMs, config } = context
  const workspace = await defaultWorkspace(context, event.tenantId, config.language)
  const key = { tenantId: event.tenantId, objectId: event.sender.objectId }
  const known = await findPerson(db, key)
  const language = languageOf(event.locale, known?.language ?? workspace.language)
  const name = event.sender.name ?? known?.name ?? ''
  const person = { ...key, name, teamsId: event.sender.teamsId, language }
  const chat = { serviceUrl: event.serviceUrl, conversationId: event.conversationId }
  if (name !== '' && (known?.name ?? '') === '') await nameRequester(db, person)
  await rememberPerson(db, person, event.scope === 'personal' && event.kind !== 'removed' ? chat : undefined)
  return { db, now, silenceMs, person, workspace, t: words(language) }
}

/** The answer to a message is a promise like any other: kept after the commit, in order. */
async function promise(turn: Turn, event: Event, reply: Reply): Promise<void> {
  if (reply === undefined) return
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
  if (reply !== undefined && 'dialog' in reply) {
    const { title, card } = reply.dialog
    const value = { title, width: 'medium', card: { contentType: CARD, content: card } }
    return { status: 200, body: { task: { type: 'continue', value } } }
  }
  if (reply !== undefined && 'text' in reply) return spoken(reply.text)
  if (reply === undefined || !('card' in reply)) throw new Error(`The handler of ${event.kind} gave no card.`)
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
  await context.db.transaction().execute(async (tx) => {
    if (takesEffectOnce(event) && !(await markSeen(tx, event, context.now()))) return
    await tell({ db: tx, now: context.now }, { conversation, language }, { kind: 'failed', text })
  })
}

function excuseKey(error: unknown): WordsKey {
  if (!(error instanceof ServiceDeskError)) return 'failed.other'
  if (error.code === 'forbidden' || error.code === 'not-found' || error.code === 'invalid')
    return `failed.${error.code}`
  return 'failed.other'
}
