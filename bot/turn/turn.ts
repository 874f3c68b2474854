import { setTimeout as wait } from 'node:timers/promises'
import { arrive } from '../../services/admission/arrive.ts'
import { meet } from '../../services/admission/meet.ts'
import { leaveMark, markSeen } from '../../services/admission/seen.ts'
import type { Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { isConflict, isTransient } from '../../services/errors.ts'
import { enqueue } from '../../services/jobs/enqueue.ts'
import { type Address, laneOf } from '../../services/notices/address.ts'
import { tell } from '../../services/notices/tell.ts'
import type { Contact } from '../../services/people/person.ts'
import type { Context } from '../context.ts'
import * as installation from '../desks/installation.ts'
import type { MenuNotice } from '../menu/notices.ts'
import type { Notice } from '../notices.ts'
import { search } from '../search.ts'
import * as talk from '../talk/talk.ts'
import type { Event, EventOf } from '../teams/activity.ts'
import { openForm, press, saveForm } from '../verbs.ts'
import { admit, personOf } from './admit.ts'
import { type Act, answer, found, type InvokeAnswer, isAct, isInvoke, takesEffectOnce } from './answer.ts'
import { excuse, isFault } from './excuse.ts'
import { passPersonal } from './personal.ts'
import type { Hearing, Said, Shown } from './reply.ts'
import type { TurnJobs } from './tasks.ts'
import { awaitThread, YoungThread } from './young-thread.ts'

/**
 * One activity in, one reply out. What it changes, its deduplication mark, and the jobs that follow from it are written in one
 * transaction (a transactional outbox); nothing is sent before that is on disk.
 */
export async function takeTurn(context: Context, received: Event): Promise<InvokeAnswer | undefined> {
  let event = received
  const began = performance.now()
  const count = (outcome: 'done' | 'refused' | 'failed') =>
    context.metrics.turn(event.kind, outcome, (performance.now() - began) / 1000)
  try {
    const answered = await retried(received, async () => {
      const passed = await passPersonal(context, received)
      if ('answer' in passed) return passed.answer
      event = passed.event
      try {
        return await perform(context, event)
      } catch (error) {
        if (!(error instanceof YoungThread)) throw error
        await awaitThread(context, event)
        return await perform(context, event, true)
      }
    })
    count('done')
    return answered
  } catch (error) {
    count(isFault(error) ? 'failed' : 'refused')
    return await excuse(context, event, error)
  } finally {
    context.runner.wake()
    context.live.touch()
  }
}

async function perform(context: Context, event: Event, hasWaited = false): Promise<InvokeAnswer | undefined> {
  if (event.kind === 'stranger') return await answerStranger(context, event)
  const key = { tenantId: event.tenantId, objectId: event.sender.objectId }
  const { conversationId, activityId } = event
  const arriving = { conversationId, activityId, isInChannel: event.scope === 'channel' }
  const arrival = await arrive(context, key, arriving, context.config.language)
  if (takesEffectOnce(event) && arrival.seen) return undefined
  const person = personOf(event, arrival)
  const answered = await transact(context.db, async (tx) => {
    // A page shows nobody's place in Teams: whom we know stays as they are.
    if (event.isPage !== true) await meet({ db: tx, now: context.now }, person, arrival)
    else if ((arrival.known?.name ?? '') === '') await meetOnPage(tx, context, person)
    const turn = await admit(tx, context, event, person, arrival)
    if (event.kind === 'searched') return await search(turn, event.dataset, event.words)
    if (isAct(event)) {
      const shown = await acts[event.kind](turn, event.verb, event.data)
      if (isInvoke(event)) return answer(turn, shown, event.kind !== 'pressed')
      await replyLater(turn, event, shown)
      await leaveMark(tx, event, context.now())
      return undefined
    }
    const { notice, isMarked } = await hear({ ...turn, hasWaited }, event)
    if (notice !== undefined) await tell<Notice>(turn, here(turn, event), notice)
    if (takesEffectOnce(event) && isMarked !== true) await leaveMark(tx, event, context.now())
    return undefined
  })
  return typeof answered === 'function' ? found((await answered()).choices) : answered
}

/** Whom Teams has not named yet is known by the name that the directory has, and is spoken to nowhere but where they were. */
async function meetOnPage(db: Db, { now }: Context, person: Contact): Promise<void> {
  const { chat: _, ...rest } = person
  const named = { ...rest, chat: undefined }
  await meet({ db, now }, named, { known: undefined, unreachable: false })
}

/** A button or a dialog: answered by what it shows. */
const acts = { pressed: press, 'dialog-opened': openForm, 'dialog-saved': saveForm } satisfies {
  readonly [Kind in Act['kind']]: (turn: Hearing, verb: string, data: unknown) => Promise<Shown>
}

/** Anything else: answered by a notice, or by nothing. */
const hears = {
  said: talk.said,
  edited: talk.edited,
  deleted: talk.deleted,
  reacted: talk.reacted,
  installed: installation.installed,
  removed: installation.removed,
  'members-left': installation.membersLeft,
  'channel-closed': installation.closed,
} satisfies { readonly [Kind in Heard['kind']]: (turn: Hearing, event: EventOf<Kind>) => Promise<Said> }

type Heard = Exclude<Event, Act | EventOf<'searched' | 'stranger'>>

async function hear(turn: Hearing, event: Heard): Promise<Said> {
  return await (hears[event.kind] as (turn: Hearing, event: Heard) => Promise<Said>)(turn, event)
}

/** Somebody whom we cannot know is told so, once for each message. */
async function answerStranger({ db, now, config }: Context, event: Event): Promise<undefined> {
  const { serviceUrl, conversationId } = event
  const address = { conversation: { serviceUrl, conversationId }, language: config.language }
  await transact(db, async (tx) => {
    if (!(await markSeen(tx, event, now()))) return
    await tell<MenuNotice>({ db: tx, now }, address, { kind: 'stranger' })
  })
}

/** Where somebody is answered: in private they may have moved to another chat by then. */
function here({ person }: Hearing, { scope, serviceUrl, conversationId }: Event): Address {
  if (scope === 'personal') return { person }
  return { conversation: { serviceUrl, conversationId }, language: person.language }
}

/** The answer to a client that is too old for `Action.Execute`: its card is replaced after the commit, in order. */
async function replyLater(turn: Hearing, event: Event, shown: Shown): Promise<void> {
  const address = here(turn, event)
  if ('say' in shown) {
    const { say: key, values = {} } = shown
    await tell<MenuNotice>(turn, address, { kind: 'sentence', key, values })
  } else if ('card' in shown && turn.card !== undefined) {
    const payload = { ...turn.card, card: shown.card }
    await enqueue<TurnJobs>(turn.db, { task: 'card.replace', lane: laneOf(address), payload }, turn.now())
  }
}

/** Teams waits 15 seconds for the answer to a message, and 5 to a dialog. */
const PATIENCE_MS = 10_000
const INVOKE_PATIENCE_MS = 3_500
const PAUSE_MS = 200
const MOST_CONFLICTS = 3

/**
 * Retries while the store restarts or transactions conflict. If the first attempt did commit, the retry finds the activity
 * marked as seen; after a unique violation it finds the row of whoever was first.
 */
async function retried<Result>(event: Event, work: () => Promise<Result>): Promise<Result> {
  const until = performance.now() + (isInvoke(event) ? INVOKE_PATIENCE_MS : PATIENCE_MS)
  for (let conflicts = 0; ; ) {
    try {
      return await work()
    } catch (error) {
      if (isConflict(error) && conflicts < MOST_CONFLICTS) {
        conflicts += 1
        continue
      }
      if (!isTransient(error) || performance.now() + PAUSE_MS > until) throw error
      await wait(PAUSE_MS)
    }
  }
}
