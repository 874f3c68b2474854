import type { Services } from '../context.ts'
import { sideOf } from '../handoffs/handoff.ts'
import { getHandoff } from '../handoffs/store.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { wipeAt } from './hand.ts'
import type { OneTimeJobs, OneTimeNotice } from './jobs.ts'
import { LIFE_MS, type OneTimeSecret, oneTimeSubject, READABLE_MS } from './onetime.ts'
import { markShown, readOneTime, wipe } from './store.ts'

/** « Afficher », by its requester: the secret, which can be read for a minute from now on. `undefined`: it cannot be read any more. */
export async function showSecret(
  services: Pick<Services, 'db' | 'now'>,
  { id, secret, handedAt, shownAt }: OneTimeSecret,
): Promise<string | undefined> {
  const { db, now } = services
  const until = shownAt === undefined ? handedAt + LIFE_MS : shownAt + READABLE_MS
  if (secret === undefined || now() >= until) return undefined
  if (await markShown(db, id, now())) {
    await wipeAt(services, id, now() + READABLE_MS)
    await tellDesk(services, id, 'shown')
  }
  return secret
}

/** What the timer does: nobody reads it any more, also not in the database. */
export async function wipeSecret(
  services: Pick<Services, 'db' | 'now'>,
  { id }: OneTimeJobs['onetime.wipe'],
): Promise<void> {
  if (!(await wipe(services.db, id))) return
  await enqueueRefresh(services, oneTimeSubject(id), 'own')
  if ((await readOneTime(services.db, id))?.shownAt === undefined) await tellDesk(services, id, 'unread')
}

async function tellDesk(services: Pick<Services, 'db' | 'now'>, id: string, what: 'shown' | 'unread'): Promise<void> {
  const its = await readOneTime(services.db, id)
  if (its === undefined) return
  const handoff = await getHandoff(services.db, its.handoffId)
  const here = { kind: 'onetime-here', what, name: handoff.requester.name, author: its.author.name } as const
  await tell<OneTimeNotice>(services, sideOf(handoff, 'desk'), here)
}
