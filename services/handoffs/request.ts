import { randomUUID } from 'node:crypto'
import { type TooMany, useShare } from '../access/shares.ts'
import type { Services } from '../context.ts'
import { bringFiles } from '../files/carry.ts'
import { type LiveCard, saveLiveCard } from '../notices/live-cards.ts'
import type { Person } from '../people/person.ts'
import { consumeLastWords } from '../people/store.ts'
import { isOnline } from '../workspaces/duty.ts'
import { findDesk } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import { type Handoff, handoffSubject, sideOf } from './handoff.ts'
import { refreshHandoff } from './refresh.ts'
import { moveWaitingCard } from './retire-card.ts'
import { addHandoff, addMessage, findOpenHandoff } from './store.ts'
import { callBack, watchWait } from './wait.ts'

/**
 * Puts somebody in the queue for an analyst, with the words that brought them here. Who is already waiting or talking
 * keeps their place. `undefined`: nobody is on duty, or no desk is set up; `isPatient`: they wait also for whoever comes on duty,
 * and not to be taken before `callbackAt` where that is given (F4). Throws `conflict` when the same person asked
 * at the same time on another replica: asked again, that request is found.
 */
export async function requestHandoff(
  { db, now, rulesOf }: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  workspace: Workspace,
  requester: Person,
  { waitingCard, isPatient = false, callbackAt }: Request,
): Promise<Handoff | TooMany | undefined> {
  const open = await findOpenHandoff(db, requester)
  if (open !== undefined) {
    if (open.state === 'queued' && waitingCard !== undefined) await moveWaitingCard({ db, now }, open.id, waitingCard)
    return open
  }
  const desk = await findDesk(db, workspace.id)
  if (desk === undefined || !(isPatient || (await isOnline(db, workspace.id)))) return undefined
  const time = now()
  const tooMany = await useShare({ db, now }, requester, 'chats')
  if (tooMany !== undefined) return tooMany

  const { tenantId, objectId, name } = requester
  const id = randomUUID()
  const handoff = await addHandoff(db, {
    id,
    workspaceId: workspace.id,
    requester: { tenantId, objectId, name },
    queuedAt: time,
  })
  for (const { words, activityId } of await consumeLastWords({ db, now }, requester))
    await addMessage(db, { handoffId: id, audience: 'desk', author: requester, saidAt: time, words, activityId })
  const subject = handoffSubject(id)
  if (waitingCard !== undefined) await saveLiveCard(db, subject, 'waiting', waitingCard)
  await refreshHandoff({ db, now }, handoff)
  const there = { subject, workspaceId: workspace.id, shownAt: sideOf(handoff, 'desk') }
  await bringFiles({ db, now }, requester, there, 'recent')
  if (callbackAt !== undefined) return await callBack({ db, now, rulesOf }, handoff, callbackAt)
  await watchWait({ db, now, rulesOf }, handoff)
  await enqueueRouting({ db, now, rulesOf }, workspace.id)
  return handoff
}

interface Request {
  /** The message that becomes the card of the wait. */
  readonly waitingCard: LiveCard | undefined
  readonly isPatient?: boolean
  readonly callbackAt?: number | undefined
}
