import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { type EndedBy, type Handoff, type HandoffState, isOpen } from './handoff.ts'
import { refreshHandoffCards } from './refresh.ts'
import { changeHandoff, getHandoff } from './store.ts'

/** Ends a chat, once, and tells the side that did not. Who still waited has left the queue. */
export async function endHandoff(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoff: Handoff,
  by: EndedBy,
): Promise<Handoff> {
  if (!isOpen(handoff)) return handoff
  const ended = await changeHandoff(db, handoff.id, [handoff.state], {
    state: endState(handoff),
    ended_at: now(),
    ended_by: by,
    silent_since: null,
  })
  if (ended === undefined) return await getHandoff(db, handoff.id)
  await refreshHandoffCards({ db, now }, ended)
  if (ended.analyst !== undefined) {
    const notice = { kind: 'chat-ended', handoffId: ended.id, at: now() } as const
    if (by !== 'requester') await tell({ db, now }, { person: ended.requester }, notice)
    if (by !== 'analyst') await tell({ db, now }, { thread: `handoff:${ended.id}` }, notice)
  }
  return ended
}

function endState(handoff: Handoff): HandoffState {
  if (handoff.ticketId !== undefined) return 'converted'
  return handoff.state === 'queued' ? 'abandoned' : 'closed'
}
