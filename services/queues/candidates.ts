import { isGrantedTo } from '../access/access.ts'
import type { Services } from '../context.ts'
import type { Handoff } from '../handoffs/handoff.ts'
import { type Answer, countOpenOffers, listAnswers } from '../handoffs/offers.ts'
import { countTakenBy } from '../handoffs/store.ts'
import { helpersOf } from '../people/store.ts'
import { DAY_MS } from '../time.ts'
import { listResting } from '../workspaces/duty.ts'
import { getWorkspace } from '../workspaces/store.ts'
import type { Desk } from '../workspaces/workspace.ts'
import type { Candidate, Waiting } from './queue.ts'

/** Whoever helped somebody longer ago is no nearer to them than others. */
const HELPED_MS = 14 * DAY_MS

/** Who is on duty at a desk and may take its chats, with all that they have in its workspace. */
export async function candidatesAt(
  { db, settingsOf }: Pick<Services, 'db' | 'settingsOf'>,
  { workspaceId, tier }: Pick<Desk, 'workspaceId' | 'tier'>,
  tenantId: string,
): Promise<readonly Candidate[]> {
  const settings = await settingsOf(db, await getWorkspace(db, workspaceId))
  const isGranted = (objectId: string, permission: 'chat.take' | 'desk.staff') =>
    isGrantedTo(settings, { objectId, isInChannel: true, isServiceAdministrator: false }, permission)
  // Whoever is on duty by no role is a service administrator, who may all.
  const may = (objectId: string) => isGranted(objectId, 'chat.take') || !isGranted(objectId, 'desk.staff')
  const resting = (await listResting(db, { workspaceId, tier })).filter(({ objectId }) => may(objectId))
  const taken = await countTakenBy(db, { id: workspaceId, tenantId })
  const offered = await countOpenOffers(db, workspaceId)
  return resting.map((its) => ({
    ...its,
    chats: (taken.get(its.objectId) ?? 0) + (offered.get(its.objectId) ?? 0),
  }))
}

/** These chats with what the choice wants to know of each. */
export async function waitingOf(
  { db, now }: Pick<Services, 'db' | 'now'>,
  tenantId: string,
  chats: readonly Pick<Handoff, 'id' | 'requester'>[],
): Promise<readonly Waiting[]> {
  const requesters = chats.map(({ requester }) => requester.objectId)
  const helpers = await helpersOf(db, tenantId, requesters, now() - HELPED_MS)
  const answers = new Map<string, Answer[]>()
  for (const answer of await listAnswers(
    db,
    chats.map(({ id }) => id),
  ))
    answers.set(answer.handoffId, [...(answers.get(answer.handoffId) ?? []), answer])
  return chats.map(({ id, requester: { objectId } }) => ({
    requesterId: objectId,
    helperId: helpers.get(objectId),
    answers: answers.get(id) ?? [],
  }))
}
