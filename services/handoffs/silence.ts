import type { Services } from '../context.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { answerDueAt, awaitAnalyst, listenToRequester, refreshClockCards, setClockTimer } from './clock.ts'
import { endHandoff } from './end.ts'
import { giveBack } from './give-back.ts'
import { type Handoff, handoffSubject, sideOf } from './handoff.ts'
import type { HandoffJobs, HandoffNotice } from './jobs.ts'
import { changeHandoff, lockHandoff } from './store.ts'
import { tellSupervisors } from './tell-supervisors.ts'

type Clocked = Pick<Services, 'db' | 'now' | 'rulesOf'>

/** « vous êtes désactivé après deux avertissements » (S0.23); an analyst is reminded as often. */
const WARNINGS = 2

/** What the timer does: nothing before the clock is due, else a reminder, and after the last the end of the waiting. */
export async function checkSilence(
  services: Clocked & Pick<Services, 'settingsOf'>,
  { handoffId }: HandoffJobs['clock.check'],
): Promise<void> {
  // A row lock: whoever speaks at the same moment is heard before anything is done about their silence.
  const handoff = await lockHandoff(services.db, handoffId)
  if (handoff.state !== 'active') return
  const { silentSince, owedSince, heldUntil } = handoff
  // A release before this one, running beside it, knows of no turn but the requester's.
  if (silentSince === undefined && owedSince === undefined) await oweAnswer(services, handoff)
  else if (silentSince !== undefined && owedSince !== undefined && heldUntil === undefined)
    await listenToRequester(services, handoff)
  else await lookAt(services, handoff)
}

async function lookAt(services: Clocked & Pick<Services, 'settingsOf'>, handoff: Handoff): Promise<void> {
  const { id, silentSince, owedSince, heldUntil } = handoff
  const clockAt = handoff.clockAt ?? silentSince
  if (clockAt === undefined) return
  if (clockAt > services.now()) await setClockTimer(services, id, clockAt)
  // They are not back when they said, and an answer waits for them: it is the analyst's turn again. This timer is spent.
  else if (silentSince !== undefined && owedSince !== undefined)
    await awaitAnalyst(services, { ...handoff, clockAt: undefined })
  else if (silentSince !== undefined) await warnRequester(services, handoff)
  else await remindAnalyst(services, handoff)
  if (heldUntil !== undefined && clockAt <= services.now())
    await refreshClockCards(services, { id, warnings: 0, heldUntil })
}

/** It is the analyst's turn from now on. */
async function oweAnswer(services: Clocked, { id, workspaceId }: Handoff): Promise<void> {
  const at = services.now()
  const clockAt = await answerDueAt(services, workspaceId, at)
  await changeHandoff(services.db, id, ['active'], { owed_since: at, clock_at: clockAt })
  if (clockAt !== null) await setClockTimer(services, id, clockAt)
}

async function warnRequester(services: Clocked, handoff: Handoff): Promise<void> {
  const { id: handoffId, warnings } = handoff
  if (warnings >= WARNINGS) {
    await endHandoff(services, handoff, 'silence')
    return
  }
  const { silenceMs } = await services.rulesOf(services.db, handoff.workspaceId)
  const clockAt = await remindAgain(services, handoff, silenceMs)
  const warning = warnings === 0 ? 1 : 2
  const endsAt = services.now() + silenceMs * (WARNINGS - warnings)
  await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'silence', handoffId, warning, endsAt })
  // Whoever waits for the requester sees that they were warned (A10), and an earlier warning that there is a later one.
  await refreshClockCards(services, handoff)
  await enqueueRefresh(services, handoffSubject(handoffId))
  await setClockTimer(services, handoffId, clockAt)
}

async function remindAnalyst(services: Clocked & Pick<Services, 'settingsOf'>, handoff: Handoff): Promise<void> {
  const { db, now } = services
  const { id: handoffId, warnings, workspaceId } = handoff
  const { owedSince: since = 0 } = handoff
  const { answerMs } = await services.rulesOf(db, workspaceId)
  const thread = sideOf(handoff, 'desk')
  if (answerMs === undefined) {
    // Nobody watches it, but they wanted to be called by now.
    await changeHandoff(db, handoffId, ['active'], { clock_at: null, held_until: null })
    if (handoff.heldUntil !== undefined)
      await tell<HandoffNotice>(services, thread, { kind: 'unanswered', handoffId, since })
    return
  }
  if (warnings >= WARNINGS) {
    await giveBack(services, handoff, { isUnanswered: true })
    return
  }
  const clockAt = await remindAgain(services, handoff, answerMs)
  const returnsAt = now() + answerMs * (WARNINGS - warnings)
  await tell<HandoffNotice>(services, thread, { kind: 'unanswered', handoffId, since, returnsAt })
  if (warnings > 0) {
    await tellSupervisors(services, handoff, { kind: 'unanswered-elsewhere', handoffId, since })
  }
  await setClockTimer(services, handoffId, clockAt)
}

/** Counts a reminder; returns when the next is due: as long after this one, however late it was. */
async function remindAgain({ db, now }: Clocked, { id, warnings }: Handoff, periodMs: number): Promise<number> {
  const clockAt = now() + periodMs
  await changeHandoff(db, id, ['active'], { warnings: warnings + 1, clock_at: clockAt, held_until: null })
  return clockAt
}
