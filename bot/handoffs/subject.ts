import { isOpen, sideOf } from '../../services/handoffs/handoff.ts'
import type { HandoffNotice } from '../../services/handoffs/jobs.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { tell } from '../../services/notices/tell.ts'
import { findDesk } from '../../services/workspaces/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'
import { type ChatPosition, presentChat, presentHandoff } from './present.ts'

/** How a handoff's cards are kept true. */
export const handoffSubjectKind: SubjectKind = {
  async find(db, id) {
    const handoff = await getHandoff(db, id)
    return {
      workspaceId: handoff.workspaceId,
      requester: handoff.requester,
      // A request that ended before its turn came needs no thread.
      isWorthAThread: isOpen(handoff) || handoff.analyst !== undefined,
      present: async (t, position) =>
        position === 'desk'
          ? await presentHandoff(db, t, handoff)
          : await presentChat(db, t, handoff, position as ChatPosition),
    }
  },
  async unseen(services, id) {
    const handoff = await getHandoff(services.db, id)
    // Where there is no desk at all, whoever waits was told so when it went.
    if (handoff.state !== 'queued' || (await findDesk(services.db, handoff.workspaceId)) === undefined) return
    await tell<HandoffNotice>(services, sideOf(handoff, 'requester'), { kind: 'unseen', handoffId: id })
  },
}
