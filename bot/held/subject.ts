import { heldMessageCard } from '../../cards/held/held.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { readHeld } from '../../services/held/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'

/** How the card of a held message is kept true, where its author wrote it. */
export const heldSubjectKind: SubjectKind = {
  async find({ db }, id) {
    const held = await readHeld(db, id)
    if (held === undefined) throw new ServiceDeskError('not-found', 'There is no such message.')
    return {
      workspaceId: held.workspaceId,
      tier: (await getHandoff(db, held.handoffId)).tier,
      requester: held.author,
      isWorthAThread: false,
      present: async (t) => heldMessageCard(t, held),
    }
  },
  async unseen() {},
}
