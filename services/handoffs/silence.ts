import { sql } from 'kysely'
import type { Services } from '../context.ts'
import { prepared } from '../db/prepared.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { tell } from '../notices/tell.ts'
import { endHandoff } from './end.ts'
import { type Handoff, sideOf } from './handoff.ts'
import type { HandoffJobs, HandoffNotice } from './jobs.ts'
import { changeHandoff, getHandoff } from './store.ts'

type Clocked = Pick<Services, 'db' | 'now' | 'silenceMs'>

/** « vous êtes désactivé après deux avertissements » (S0.23). */
const WARNINGS = 2

/** It is the requester's turn to speak: from now on their silence counts. */
export async function listenForSilence(services: Clocked, handoff: Pick<Handoff, 'id' | 'workspaceId'>): Promise<void> {
  const since = services.now()
  await setSilence(services.db, { id: handoff.id, since })
  await checkLater(services, handoff, { handoffId: handoff.id, since, warnings: 0 })
}

/** The requester spoke: it is the analyst's turn, and nobody's silence counts. */
export async function stopSilence(
  { db }: Pick<Services, 'db'>,
  { id, silentSince }: Pick<Handoff, 'id' | 'silentSince'>,
): Promise<void> {
  if (silentSince !== undefined) await setSilence(db, { id, since: null })
}

/** « Je suis toujours là »: the clock starts anew. */
export async function stillThere(services: Clocked, handoff: Handoff): Promise<void> {
  if (handoff.silentSince !== undefined) await listenForSilence(services, handoff)
}

/** What the timer does when it is due: nothing if somebody spoke since, else a warning, and after the last the end. */
export async function checkSilence(services: Clocked, check: HandoffJobs['silence.check']): Promise<void> {
  const { handoffId, since, warnings } = check
  const handoff = await getHandoff(services.db, handoffId)
  if (handoff.state !== 'active' || handoff.silentSince !== since || handoff.warnings !== warnings) return
  if (warnings >= WARNINGS) {
    await endHandoff(services, handoff, 'silence')
    return
  }
  await changeHandoff(services.db, handoffId, ['active'], { warnings: warnings + 1 })
  const warning = warnings === 0 ? 1 : 2
  const silenceMs = await services.silenceMs(services.db, handoff.workspaceId)
  const endsAt = services.now() + silenceMs * (WARNINGS - warnings)
  await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'silence', handoffId, warning, endsAt })
  await checkLater(services, handoff, { ...check, warnings: warnings + 1 })
}

/** One timer per chat: the next replaces it. */
async function checkLater(
  { db, now, silenceMs }: Clocked,
  { workspaceId }: Pick<Handoff, 'workspaceId'>,
  payload: HandoffJobs['silence.check'],
): Promise<void> {
  const lane = `silence:${payload.handoffId}`
  const timer = { dueAt: now() + (await silenceMs(db, workspaceId)), timerKey: lane }
  await enqueue<HandoffJobs>(db, { task: 'silence.check', lane, payload, ...timer }, now())
}

const setSilence = prepared((db, { id, since }: { readonly id: string; readonly since: number | null }) =>
  db
    .updateTable('handoffs')
    .set({ silent_since: since, warnings: 0 })
    .where('id', '=', id)
    .where(sql<boolean>`state = 'active'`),
)
