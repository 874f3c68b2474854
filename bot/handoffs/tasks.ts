import { isGone, ServiceDeskError } from '../../services/errors.ts'
import { handoffSubject, type MessageKey } from '../../services/handoffs/handoff.ts'
import type { HandoffJobs, WhyUndelivered } from '../../services/handoffs/jobs.ts'
import { settleReaction } from '../../services/handoffs/react.ts'
import { checkSilence } from '../../services/handoffs/silence.ts'
import { markSent } from '../../services/handoffs/store.ts'
import { reportUndelivered } from '../../services/handoffs/undelivered.ts'
import { checkWait, refreshWaits } from '../../services/handoffs/wait.ts'
import { settleCrossing } from '../../services/hearing/settle.ts'
import { enqueueEnclosures } from '../../services/itsm/enqueue-enclosures.ts'
import type { Afterwards, Task, Tasks } from '../../services/jobs/task.ts'
import { noteUnreachable } from '../../services/people/store.ts'
import { expireOffer } from '../../services/queues/expire.ts'
import { routeQueue } from '../../services/queues/route.ts'
import { wrapUp } from '../../services/queues/wrap-up.ts'
import { findRelay, type Relay } from '../../services/relays/find-relay.ts'
import { DAY_MS, MINUTE_MS } from '../../services/time.ts'
import type { Needs } from '../deliver/needs.ts'
import { whyGivenUp } from '../deliver/notice.ts'
import { sendTo, sendToThread } from '../deliver/thread.ts'
import type { Outgoing } from '../teams/connector.ts'
import { escapeHtml } from '../teams/html.ts'

/** What somebody says in a chat is worth nothing an hour later, and they must hear that it did not arrive. */
const TALK_PATIENCE_MS = 10 * MINUTE_MS

export function handoffTasks(needs: Needs): Tasks<HandoffJobs> {
  const talk = { pool: 'chats', patienceMs: TALK_PATIENCE_MS } as const
  const own = { pool: 'chats', patienceMs: DAY_MS, repeat: 'harmless' } as const
  const undelivered = (what: 'message' | 'edit'): Task<MessageKey>['givenUp'] => {
    return (tx, key, error) => {
      const why = (audience: 'desk' | 'requester') => whyUndelivered(audience, error)
      return reportUndelivered({ db: tx, now: needs.now }, key, what, why)
    }
  }
  return {
    'relay.send': { ...talk, repeat: 'visible', run: (key) => sendRelay(needs, key), givenUp: undelivered('message') },
    'relay.edit': { ...talk, repeat: 'harmless', run: (key) => editRelay(needs, key), givenUp: undelivered('edit') },
    'relay.delete': { pool: 'chats', patienceMs: DAY_MS, repeat: 'harmless', run: (key) => deleteRelay(needs, key) },
    'crossing.settle': { ...own, run: async (crossing) => (tx) => settleCrossing({ ...needs, db: tx }, crossing) },
    'reaction.settle': { ...own, run: async (its) => (tx) => settleReaction({ ...needs, db: tx }, its) },
    'clock.check': { ...own, run: async (check) => (tx) => checkSilence({ ...needs, db: tx }, check) },
    'silence.check': { ...own, run: async (check) => (tx) => checkSilence({ ...needs, db: tx }, check) },
    'wait.check': { ...own, run: async (check) => (tx) => checkWait({ ...needs, db: tx }, check) },
    'queue.route': { ...own, run: async (queue) => (tx) => routeQueue({ ...needs, db: tx }, queue) },
    'handoff.ended': { ...own, run: async (its) => (tx) => followUp({ ...needs, db: tx }, its) },
    'offer.check': { ...own, run: async (check) => (tx) => expireOffer({ ...needs, db: tx }, check) },
    'wait.refresh': { ...own, run: async (queue) => (tx) => refreshWaits({ ...needs, db: tx }, queue) },
  }
}

/** What a chat leaves behind: with its analyst, and in its incident. */
async function followUp(needs: Needs, its: HandoffJobs['handoff.ended']): Promise<void> {
  await wrapUp(needs, its)
  await enqueueEnclosures(needs, handoffSubject(its.handoffId))
}

function whyUndelivered(audience: 'desk' | 'requester', error: unknown): WhyUndelivered {
  if (error instanceof ServiceDeskError && error.code === 'invalid') return 'too-big'
  return whyGivenUp(audience, error)
}

async function sendRelay(needs: Needs, key: MessageKey): Promise<Afterwards | undefined> {
  const relay = await findRelay(needs.db, key)
  if (relay === undefined || relay.deleted || relay.audience === 'work-note') return undefined
  const { activityId } =
    relay.audience === 'desk'
      ? await sendToThread(needs, handoffSubject(key.handoffId), relay.to, relayed(relay))
      : await sendTo(needs, relay.to, relayed(relay)).catch(async (error: unknown) => {
          if (isGone(error)) await noteUnreachable(needs, relay.requester, error.reason ?? 'refused')
          throw error
        })
  return (tx) => markSent(tx, key, activityId)
}

async function editRelay({ db, connector }: Needs, key: MessageKey): Promise<undefined> {
  const relay = await findRelay(db, key)
  if (relay?.sentActivityId === undefined || relay.deleted || relay.audience === 'work-note') return
  if (relay.copyIn === undefined) throw new ServiceDeskError('forbidden', 'The other side cannot be reached.')
  // A copy that somebody took away has nothing to be corrected.
  await connector.update(relay.copyIn, relay.sentActivityId, relayed(relay)).catch((error: unknown) => {
    if (!(isGone(error) && error.code === 'not-found')) throw error
  })
}

/** A copy of what has become a work note since was sent to the requester too. */
async function deleteRelay({ db, connector }: Needs, key: MessageKey): Promise<undefined> {
  const relay = await findRelay(db, key)
  if (relay?.sentActivityId === undefined || relay.copyIn === undefined) return
  await connector.remove(relay.copyIn, relay.sentActivityId).catch((error: unknown) => {
    if (!isGone(error)) throw error
  })
}

/** Somebody's words under their name: the bot is the sender of every message, and both sides must see who speaks. */
function relayed({ authorName, words }: Relay): Outgoing {
  const body = words.html ?? escapeHtml(words.text)
  const lead = /^<(p|ul|ol|pre|blockquote|h[1-3])\b/.test(body) ? '' : '<br>'
  return { type: 'message', textFormat: 'xml', text: `<b>${escapeHtml(authorName)}</b>${lead}${body}` }
}
