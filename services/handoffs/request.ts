import { randomUUID } from 'node:crypto'
import type { Services } from '../context.ts'
import { bringFiles } from '../files/carry.ts'
import type { LiveCard } from '../notices/live-cards.ts'
import { keepLiveCard } from '../notices/live-cards.ts'
import type { Person } from '../people/person.ts'
import { takeLastWords } from '../people/store.ts'
import { isOnline } from '../workspaces/duty.ts'
import { findDesk } from '../workspaces/store.ts'
import type { Workspace } from '../workspaces/workspace.ts'
import type { Handoff } from './handoff.ts'
import { refreshHandoffCards } from './refresh.ts'
import { addHandoff, addMessage, findOpenHandoff, getHandoff } from './store.ts'

/** Words older than this had another reason than the chat that is asked for now. */
const LAST_WORDS_MS = 15 * 60_000

/**
 * Puts somebody in the queue for an analyst, with the words that brought them here. Who is already waiting or talking
 * keeps their place. `undefined`: nobody is on duty, or no desk is set up.
 */
export async function requestHandoff(
  { db, now }: Pick<Services, 'db' | 'now'>,
  workspace: Workspace,
  requester: Person,
  waitingCard: LiveCard | undefined,
): Promise<Handoff | undefined> {
  const open = await findOpenHandoff(db, requester)
  if (open !== undefined) {
    if (open.state === 'queued' && waitingCard !== undefined)
      await keepLiveCard(db, `handoff:${open.id}`, 'waiting', waitingCard)
    return open
  }
  const desk = await findDesk(db, workspace.id)
  if (desk === undefined || !(await isOnline(db, workspace.id))) return undefined

  const id = randomUUID()
  const time = now()
  const mine = await addHandoff(db, { id, workspaceId: workspace.id, requester, queuedAt: time })
  // The same person pressed twice at once, and another replica was faster.
  if (!mine) return await findOpenHandoff(db, requester)
  const last = await takeLastWords(db, requester, time - LAST_WORDS_MS)
  if (last !== undefined) {
    await addMessage(db, {
      handoffId: id,
      audience: 'desk',
      author: requester,
      words: last.words,
      saidAt: time,
      activityId: last.activityId,
    })
  }
  if (waitingCard !== undefined) await keepLiveCard(db, `handoff:${id}`, 'waiting', waitingCard)
  const handoff = await getHandoff(db, id)
  await refreshHandoffCards({ db, now }, handoff)
  await bringFiles({ db, now }, requester, `handoff:${id}`)
  return handoff
}
