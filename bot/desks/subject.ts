import { ServiceDeskError } from '../../services/errors.ts'
import { findDeskById } from '../../services/workspaces/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'
import { presentDesk } from './present.ts'

/** How the desk's own card is kept true. */
export const deskSubjectKind: SubjectKind = {
  async find(services, id) {
    const { db } = services
    const desk = await findDeskById(db, id)
    if (desk === undefined) throw new ServiceDeskError('not-found', 'There is no such desk.')
    return {
      workspaceId: desk.workspaceId,
      tier: desk.tier,
      requester: undefined,
      isWorthAThread: true,
      present: (t) => presentDesk(services, t, desk),
    }
  },
  async unseen() {},
}
