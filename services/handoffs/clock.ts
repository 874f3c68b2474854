import { sql } from 'kysely'
import type { Services } from '../context.ts'
import { prepared } from '../db/prepared.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { awayUntil, type Handoff, handoffSubject, sideOf } from './handoff.ts'
import type { HandoffJobs, HandoffNotice } from './jobs.ts'
import { changeHandoff } from './store.ts'

/*
 * Silence is watched on both sides (F6): one of the two is to speak next, and one clock runs, which says when they are reminded.
 * Only while the requester is away both columns may be set: what they are owed waits for them.
 * A timer looks at it. One that is due too early, as somebody spoke since, only waits on: the requester's words, which are
 * many, set the clock and no timer. `checkSilence` is what the timer does.
 */

type Clocked = Pick<Services, 'db' | 'now' | 'rulesOf'>

/** The columns of the clock, where the chat does not go on. */
export const NOBODYS_TURN = {
  silent_since: null,
  owed_since: null,
  clock_at: null,
  held_until: null,
  warnings: 0,
} as const

/**
 * The analyst spoke: it is the requester's turn, and their silence counts. Whoever said when they are back has until then, and is
 * owed nothing any more.
 */
export async function awaitRequester(services: Clocked, handoff: Handoff): Promise<void> {
  if ((awayUntil(handoff) ?? 0) <= services.now()) await listenToRequester(services, handoff)
  else if (handoff.owedSince !== undefined)
    await changeHandoff(services.db, handoff.id, ['active'], { owed_since: null })
}

/** « Je suis toujours là », « Je suis de retour »: the clock starts anew, of whoever is to speak. */
export async function stillThere(services: Clocked, handoff: Handoff): Promise<void> {
  if (handoff.silentSince === undefined) return
  if (handoff.owedSince === undefined) await listenToRequester(services, handoff)
  else await awaitAnalyst(services, handoff)
  const { name } = handoff.requester
  if (handoff.heldUntil !== undefined)
    await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'back', name })
}

/** The requester is there, and nothing reached the analyst: their clock starts anew, where it runs, and gives them `leastMs`. */
export async function showSignOfLife(services: Clocked, handoff: Turned, leastMs: number): Promise<void> {
  if (handoff.silentSince !== undefined && handoff.owedSince === undefined)
    await listenToRequester(services, handoff, leastMs)
}

/** It is the requester's turn from now on. */
export async function listenToRequester(services: Clocked, handoff: Turned, leastMs = 0): Promise<void> {
  const { db, now } = services
  const since = now()
  const clockAt = since + Math.max(leastMs, (await services.rulesOf(db, handoff.workspaceId)).silenceMs)
  await setTurn(db, { id: handoff.id, silentSince: since, owedSince: null, clockAt })
  await setClockTimer(services, handoff.id, clockAt)
  await refreshClockCards(services, handoff)
}

type Turned = Pick<Handoff, 'id' | 'workspaceId' | 'silentSince' | 'owedSince' | 'clockAt' | 'warnings' | 'heldUntil'>

/** The requester spoke: it is the analyst's turn. Who was owed an answer before they went away is since then. */
export async function awaitAnalyst(services: Clocked, handoff: Turned): Promise<void> {
  const { db, now } = services
  if (handoff.silentSince === undefined) return
  const time = now()
  const clockAt = await answerDueAt(services, handoff.workspaceId, time)
  await setTurn(db, { id: handoff.id, silentSince: null, owedSince: handoff.owedSince ?? time, clockAt })
  // The timer that is set is due no later than the clock that it was set for.
  if (clockAt !== null && (handoff.clockAt ?? Number.POSITIVE_INFINITY) > clockAt)
    await setClockTimer(services, handoff.id, clockAt)
  await refreshClockCards(services, handoff)
}

/** The cards that show a reminder, or a pause, show none any more; `handoff` as it was before. */
export async function refreshClockCards(
  services: Pick<Services, 'db' | 'now'>,
  handoff: Pick<Turned, 'id' | 'warnings' | 'heldUntil'>,
): Promise<void> {
  const { id, warnings, heldUntil } = handoff
  const subject = handoffSubject(id)
  for (let warning = 1; warning <= warnings; warning += 1) await enqueueRefresh(services, subject, `silence-${warning}`)
  if (heldUntil !== undefined)
    for (const position of ['talk', 'away']) await enqueueRefresh(services, subject, position)
  if (warnings > 0 || heldUntil !== undefined) await enqueueRefresh(services, subject)
}

/** When whoever owes an answer since `at` is reminded; `null`: never. */
export async function answerDueAt({ db, rulesOf }: Pick<Clocked, 'db' | 'rulesOf'>, workspaceId: string, at: number) {
  const { answerMs } = await rulesOf(db, workspaceId)
  return answerMs === undefined ? null : at + answerMs
}

/** Whoever took it owes an answer: the timer that sees to it. */
export async function watchAnswer(services: Clocked, { id, clockAt }: Pick<Handoff, 'id' | 'clockAt'>): Promise<void> {
  if (clockAt !== undefined) await setClockTimer(services, id, clockAt)
}

/** One side needs a while: the clock stands still until then, and the other side is told (E10). */
export async function hold(
  services: Clocked,
  handoff: Handoff,
  by: 'requester' | 'analyst',
  until: number,
): Promise<void> {
  const { db, now } = services
  // What the requester is owed they are owed when they are back.
  const turn =
    by === 'requester' ? { silent_since: now() } : { silent_since: null, owed_since: handoff.owedSince ?? now() }
  const held = { ...turn, warnings: 0, held_until: until, clock_at: until }
  if ((await changeHandoff(db, handoff.id, ['active'], held)) === undefined) return
  await setClockTimer(services, handoff.id, until)
  const { requester, analyst } = handoff
  if (by === 'requester')
    await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'away', name: requester.name, until })
  else
    await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), {
      kind: 'analyst-away',
      name: analyst?.name ?? '',
      until,
    })
  await refreshClockCards(services, { ...handoff, heldUntil: until })
}

/** One timer per chat: the next replaces it. */
export async function setClockTimer(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  dueAt: number,
): Promise<void> {
  const lane = `clock:${handoffId}`
  const payload = { handoffId }
  await enqueue<HandoffJobs>(db, { task: 'clock.check', lane, payload, dueAt, timerKey: lane }, now())
}

interface TurnOf {
  readonly id: string
  readonly silentSince: number | null
  readonly owedSince: number | null
  readonly clockAt: number | null
}

const setTurn = prepared((db, { id, silentSince, owedSince, clockAt }: TurnOf) =>
  db
    .updateTable('handoffs')
    .set({
      silent_since: silentSince,
      owed_since: owedSince,
      clock_at: clockAt,
      held_until: sql.lit(null),
      warnings: 0,
    })
    .where('id', '=', id)
    .where(sql<boolean>`state = 'active'`),
)
