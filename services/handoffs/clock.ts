import { sql } from 'kysely'
import type { Services } from '../context.ts'
import { prepared } from '../db/prepared.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { type Handoff, handoffSubject, sideOf } from './handoff.ts'
import type { HandoffJobs, HandoffNotice } from './jobs.ts'
import { changeHandoff } from './store.ts'

/*
 * Silence is watched on both sides (F6): one of the two is to speak next, and one clock runs, which says when they are reminded.
 * A timer looks at it. One that is due too early, as somebody spoke since, only waits on: the requester's words, which are
 * many, set the clock and no timer. `checkSilence` is what the timer does.
 */

type Clocked = Pick<Services, 'db' | 'now' | 'clocksOf'>

/** The columns of the clock, where the chat does not go on. */
export const NOBODYS_TURN = {
  silent_since: null,
  owed_since: null,
  clock_at: null,
  held_until: null,
  warnings: 0,
} as const

/** The analyst spoke: it is the requester's turn, and their silence counts. Whoever said when they are back has until then. */
export async function awaitRequester(services: Clocked, handoff: Handoff): Promise<void> {
  const { heldUntil, silentSince } = handoff
  if (silentSince !== undefined && (heldUntil ?? 0) > services.now()) return
  await listenToRequester(services, handoff)
}

/** « Je suis toujours là »: the clock starts anew. In the thread, whoever was away is back. */
export async function stillThere(services: Clocked, handoff: Handoff): Promise<void> {
  if (handoff.silentSince === undefined) return
  await listenToRequester(services, handoff)
  const { name } = handoff.requester
  if (handoff.heldUntil !== undefined)
    await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'back', name })
}

async function listenToRequester(services: Clocked, handoff: Handoff): Promise<void> {
  const { db, now } = services
  const since = now()
  const clockAt = since + (await services.clocksOf(db, handoff.workspaceId)).silenceMs
  await setTurn(db, { id: handoff.id, silentSince: since, owedSince: null, clockAt })
  await lookAtClock(services, handoff.id, clockAt)
  await tellTurned(services, handoff)
}

type Turned = Pick<Handoff, 'id' | 'workspaceId' | 'silentSince' | 'warnings' | 'heldUntil'>

/** The requester spoke: it is the analyst's turn. */
export async function awaitAnalyst(services: Clocked, handoff: Turned): Promise<void> {
  const { db, now } = services
  if (handoff.silentSince === undefined) return
  const since = now()
  const { silenceMs, answerMs } = await services.clocksOf(db, handoff.workspaceId)
  const clockAt = answerMs === undefined ? null : since + answerMs
  await setTurn(db, { id: handoff.id, silentSince: null, owedSince: since, clockAt })
  // The timer that waits for the requester is due before, but in these cases.
  const isDueTooLate = handoff.heldUntil !== undefined || (answerMs ?? silenceMs) < silenceMs
  if (clockAt !== null && isDueTooLate) await lookAtClock(services, handoff.id, clockAt)
  await tellTurned(services, handoff)
}

/** The cards that show a warning, or a pause, show none any more. */
async function tellTurned(services: Clocked, handoff: Pick<Turned, 'id' | 'warnings' | 'heldUntil'>): Promise<void> {
  await retireWarnings(services, handoff)
  if (handoff.heldUntil !== undefined) await refreshPause(services, handoff.id)
  if (handoff.warnings > 0 || handoff.heldUntil !== undefined)
    await enqueueRefresh(services, handoffSubject(handoff.id))
}

/** The columns of an analyst's clock that begins now. */
export async function answerDue({ db, now, clocksOf }: Clocked, workspaceId: string) {
  const { answerMs } = await clocksOf(db, workspaceId)
  return { ...NOBODYS_TURN, owed_since: now(), clock_at: answerMs === undefined ? null : now() + answerMs }
}

/** Whoever took it owes an answer: the timer that sees to it. */
export async function watchAnswer(services: Clocked, { id, clockAt }: Pick<Handoff, 'id' | 'clockAt'>): Promise<void> {
  if (clockAt !== undefined) await lookAtClock(services, id, clockAt)
}

/** One side needs a while: the clock stands still until then, and the other side is told (E10). */
export async function hold(
  services: Clocked,
  handoff: Handoff,
  by: 'requester' | 'analyst',
  until: number,
): Promise<void> {
  const { db, now } = services
  const turn =
    by === 'requester'
      ? { silent_since: now(), owed_since: null }
      : { silent_since: null, owed_since: handoff.owedSince ?? now() }
  const held = { ...turn, warnings: 0, held_until: until, clock_at: until }
  if ((await changeHandoff(db, handoff.id, ['active'], held)) === undefined) return
  await lookAtClock(services, handoff.id, until)
  const { requester, analyst } = handoff
  if (by === 'requester')
    await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'away', name: requester.name, until })
  else
    await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), {
      kind: 'on-hold',
      name: analyst?.name ?? '',
      until,
    })
  await retireWarnings(services, handoff)
  await refreshPause(services, handoff.id)
  await enqueueRefresh(services, handoffSubject(handoff.id))
}

/** The requester's cards that tell whether they are away. */
async function refreshPause(services: Pick<Services, 'db' | 'now'>, id: string): Promise<void> {
  for (const position of ['talk', 'away']) await enqueueRefresh(services, handoffSubject(id), position)
}

/** The warnings that a chat's requester was given are answered, or out of date: their cards say so. */
export async function retireWarnings(
  services: Pick<Services, 'db' | 'now'>,
  { id, warnings }: Pick<Handoff, 'id' | 'warnings'>,
): Promise<void> {
  for (let warning = 1; warning <= warnings; warning += 1)
    await enqueueRefresh(services, handoffSubject(id), `silence-${warning}`)
}

/** One timer per chat: the next replaces it. */
export async function lookAtClock(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoffId: string,
  dueAt: number,
): Promise<void> {
  const lane = `silence:${handoffId}`
  const payload = { handoffId }
  await enqueue<HandoffJobs>(db, { task: 'silence.check', lane, payload, dueAt, timerKey: lane }, now())
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
