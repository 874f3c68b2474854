import type { Services } from '../context.ts'
import type { Db } from '../db/connect.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { DAY_MS, SECOND_MS } from '../time.ts'
import { isOnline } from '../workspaces/duty.ts'
import { listDesksOf } from '../workspaces/store.ts'
import { deskOfTier, tiersAt } from '../workspaces/workspace.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import { type Handoff, handoffSubject, sideOf } from './handoff.ts'
import type { HandoffJobs, HandoffNotice } from './jobs.ts'
import { refreshDeskOf, refreshHandoff } from './refresh.ts'
import { remindDesk } from './remind.ts'
import { changeHandoff, countWaitingBefore, getHandoff, latestWaits, listUntold, lockHandoff } from './store.ts'
import { withdrawOffer } from './withdraw-offer.ts'

/** What somebody who waits may be told (F5). */
export interface Wait {
  /** How many are before them, and they. */
  readonly position: number
  /** How long most waited lately, in milliseconds; `undefined`: too few did. */
  readonly usual: { readonly from: number; readonly to: number } | undefined
  /** They have waited longer than most. */
  readonly isLonger: boolean
  /** When that was so. */
  readonly at: number
}

/** Fewer waits than this say nothing; more than that are not looked at. */
const FEWEST_WAITS = 8
const MOST_WAITS = 20
const LATELY_MS = 7 * DAY_MS
/** Of ten waits, the shortest and the longest two are left out. */
const LEFT_OUT = 0.2

/** Where somebody stands in the queue of their desk, and how long others waited there of late. */
export async function waitOf(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { id, workspaceId, tier, queuedAt }: Pick<Handoff, 'id' | 'workspaceId' | 'tier' | 'queuedAt'>,
): Promise<Wait> {
  const tiers = await tiersWith(db, workspaceId, tier)
  const before = await countWaitingBefore(db, { id, workspaceId, queuedAt, tiers })
  const usual = usualOf(await latestWaits(db, { workspaceId, tiers, since: now() - LATELY_MS, most: MOST_WAITS }))
  const at = now()
  return { position: before + 1, usual, isLonger: usual !== undefined && at - queuedAt > usual.to, at }
}

/** From when to when most waits last; `undefined`: there are too few to say. */
export function usualOf(waits: readonly number[]): Wait['usual'] {
  if (waits.length < FEWEST_WAITS) return undefined
  const sorted = [...waits].sort((one, other) => one - other)
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? 0
  return { from: at(LEFT_OUT), to: at(1 - LEFT_OUT) }
}

async function tiersWith(db: Db, workspaceId: string, tier: number): Promise<readonly number[]> {
  const desks = await listDesksOf(db, workspaceId)
  const desk = deskOfTier(desks, tier)
  return desk === undefined ? [tier] : tiersAt(desks, desk)
}

/** Whom the news of the queue is brought to at once; the others read when theirs was true. */
const MOST_REFRESHED = 10
const REFRESH_EVERY_MS = 5 * SECOND_MS

/** Enqueues that those who are next see where they stand now: once in five seconds, however many come and go. */
export async function enqueueWaits(
  { db, now }: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier }: Pick<Handoff, 'workspaceId' | 'tier'>,
): Promise<void> {
  const lane = `waits:${workspaceId}/${tier}`
  const dueAt = (Math.floor(now() / REFRESH_EVERY_MS) + 1) * REFRESH_EVERY_MS
  const payload = { workspaceId, tier }
  // A key for each time: what comes later never puts off what is about to be done.
  await enqueue<HandoffJobs>(db, { task: 'wait.refresh', lane, payload, dueAt, timerKey: `${lane} ${dueAt}` }, now())
}

export async function refreshWaits(
  services: Pick<Services, 'db' | 'now'>,
  { workspaceId, tier }: HandoffJobs['wait.refresh'],
): Promise<void> {
  const tiers = await tiersWith(services.db, workspaceId, tier)
  for (const id of await listUntold(services.db, workspaceId, tiers, MOST_REFRESHED))
    await enqueueRefresh(services, handoffSubject(id), 'waiting')
}

/** Somebody waits from now on: at the time that they wished, or when the wait becomes long, the timer looks at it. */
export async function watchWait(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { id, workspaceId, callbackAt }: Pick<Handoff, 'id' | 'workspaceId' | 'callbackAt'>,
): Promise<void> {
  const { waitMs } = await services.rulesOf(services.db, workspaceId)
  const dueAt = callbackAt ?? (waitMs === undefined ? undefined : services.now() + waitMs)
  if (dueAt !== undefined) await setWaitTimer(services, id, dueAt)
}

/**
 * « Rappelez-moi »: they keep their rank and are not to be taken before; then they are told, and so is the desk (F4). The chat
 * as it is now.
 */
export async function callBack(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { id }: Pick<Handoff, 'id'>,
  at: number,
): Promise<Handoff> {
  // How long it waits then says nothing of the queue.
  const put = await changeHandoff(services.db, id, ['queued'], { callback_at: at, waited_ms: -1, told: 0, reminded: 0 })
  if (put === undefined) return await getHandoff(services.db, id)
  await enqueueRefresh(services, handoffSubject(id), 'reminder')
  await withdrawOffer(services, put)
  await enqueueRouting(services, put.workspaceId)
  await setWaitTimer(services, id, at)
  await enqueueWaits(services, put)
  await refreshHandoff(services, put)
  return put
}

/** « Continuer d’attendre », also before the time that they wished. The chat as it is now. */
export async function waitOn(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { id }: Pick<Handoff, 'id'>,
): Promise<Handoff> {
  const waiting = await queueUp(services, id, 0)
  if (waiting === undefined) return await getHandoff(services.db, id)
  await enqueueRefresh(services, handoffSubject(id), 'waiting')
  return waiting
}

/** They wait for whoever is next from now on, where they stood. `undefined`: they do not wait any more. */
async function queueUp(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  id: string,
  told: 0 | 1,
): Promise<Handoff | undefined> {
  const waiting = await changeHandoff(services.db, id, ['queued'], { callback_at: null, told })
  if (waiting === undefined) return undefined
  await watchWait(services, waiting)
  await enqueueWaits(services, waiting)
  await enqueueRouting(services, waiting.workspaceId)
  await enqueueRefresh(services, handoffSubject(id))
  await refreshDeskOf(services, waiting)
  return waiting
}

/** What the timer does: the time has come that they wished, or their wait has become long. */
export async function checkWait(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  { handoffId }: HandoffJobs['wait.check'],
): Promise<void> {
  // A row lock: a change of mind at the same moment counts.
  const handoff = await lockHandoff(services.db, handoffId)
  if (handoff.state !== 'queued') return
  const { callbackAt } = handoff
  if (callbackAt === undefined) {
    if ((await services.rulesOf(services.db, handoff.workspaceId)).waitMs === undefined) return
    const reminded = handoff.reminded + 1
    await changeHandoff(services.db, handoffId, ['queued'], { told: 1, reminded })
    await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'long-wait', handoffId })
    await remindDesk(services, { ...handoff, reminded })
    // As long as they wait they are asked again.
    await watchWait(services, handoff)
  } else if (callbackAt > services.now()) {
    await setWaitTimer(services, handoffId, callbackAt)
  } else {
    // Where nobody is there, the card says that, and follows whoever comes on duty.
    const online = await isOnline(services.db, handoff.workspaceId, handoff.tier)
    await queueUp(services, handoffId, online ? 1 : 0)
    await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'callback-due', handoffId })
    await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'callback-due-here', handoffId })
  }
}

/** One timer per wait: the next replaces it. */
async function setWaitTimer(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  dueAt: number,
): Promise<void> {
  const lane = `wait:${handoffId}`
  const payload = { handoffId }
  await enqueue<HandoffJobs>(db, { task: 'wait.check', lane, payload, dueAt, timerKey: lane }, now())
}
