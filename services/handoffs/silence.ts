import { sql } from 'kysely'
import type { OpenChat } from '../activities/arrival.ts'
import type { Services } from '../context.ts'
import { prepared } from '../db/prepared.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { tell } from '../notices/tell.ts'
import { endHandoff } from './end.ts'
import type { Handoff } from './handoff.ts'
import { changeHandoff, findHandoff } from './store.ts'

type Clocked = Pick<Services, 'db' | 'now' | 'silenceMs'>

/** « vous êtes désactivé après deux avertissements » (S0.23). */
const WARNINGS = 2

/** It is the requester's turn to speak: from now on their silence counts. */
export async function listenForSilence(services: Clocked, handoff: Handoff): Promise<void> {
  const since = services.now()
  await setSilence(services.db, { id: handoff.id, since })
  await checkLater(services, handoff.id, since, 0)
}

/** The requester spoke: it is the analyst's turn, and nobody's silence counts. */
export async function requesterIsThere({ db }: Pick<Services, 'db'>, handoff: OpenChat): Promise<void> {
  if (handoff.silentSince === undefined) return
  await setSilence(db, { id: handoff.id, since: null })
}

/** « Je suis toujours là »: the clock starts anew. */
export async function stillThere(services: Clocked, handoff: Handoff): Promise<void> {
  if (handoff.silentSince !== undefined) await listenForSilence(services, handoff)
}

/** What a timer does when it falls due: nothing if somebody spoke since, else a warning, and after the last the end. */
export async function checkSilence(
  services: Clocked,
  handoffId: string,
  since: number,
  warnings: number,
): Promise<void> {
  const { db, now, silenceMs } = services
  const handoff = await findHandoff(db, handoffId)
  if (handoff?.state !== 'active' || handoff.silentSince !== since || handoff.warnings !== warnings) return
  if (warnings >= WARNINGS) {
    await endHandoff(services, handoff, 'silence')
    return
  }
  await changeHandoff(db, handoffId, ['active'], { warnings: warnings + 1 })
  const warning = warnings === 0 ? 1 : 2
  const endsAt = now() + silenceMs * (WARNINGS - warnings)
  await tell(services, { person: handoff.requester }, { kind: 'silence', handoffId, warning, endsAt })
  await checkLater(services, handoffId, since, warnings + 1)
}

async function checkLater(
  { db, now, silenceMs }: Clocked,
  handoffId: string,
  since: number,
  warnings: number,
): Promise<void> {
  const dueAt = now() + silenceMs
  const lane = `silence:${handoffId}:${since}`
  await enqueue(db, { task: 'silence.check', lane, payload: { handoffId, since, warnings }, dueAt }, now())
}

const setSilence = prepared((db, { id, since }: { readonly id: string; readonly since: number | null }) =>
  db
    .updateTable('handoffs')
    .set({ silent_since: since, warnings: 0 })
    .where('id', '=', id)
    .where(sql<boolean>`state = 'active'`),
)
