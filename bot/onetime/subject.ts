import { oneTimeCard } from '../../cards/onetime/onetime.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { readOneTime } from '../../services/onetime/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'

/** How a one-time secret's card is kept true, in its requester's own chat. */
export const oneTimeSubjectKind: SubjectKind = {
  async find({ db }, id) {
    const its = await readOneTime(db, id)
    if (its === undefined) throw new ServiceDeskError('not-found', 'There is no such secret.')
    return {
      workspaceId: its.workspaceId,
      tier: (await getHandoff(db, its.handoffId)).tier,
      requester: its.requester,
      isWorthAThread: false,
      present: async (t) => oneTimeCard(t, its),
    }
  },
  async unseen() {},
}
