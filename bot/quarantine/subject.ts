import { quarantinedCard } from '../../cards/quarantine/quarantine.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { getHandoff } from '../../services/handoffs/store.ts'
import { readQuarantined } from '../../services/quarantine/store.ts'
import type { SubjectKind } from '../deliver/subject.ts'

/** How the card of a quarantined message is kept true, where its author wrote it. */
export const quarantineSubjectKind: SubjectKind = {
  async find({ db }, id) {
    const message = await readQuarantined(db, id)
    if (message === undefined) throw new ServiceDeskError('not-found', 'There is no such message.')
    return {
      workspaceId: message.workspaceId,
      tier: (await getHandoff(db, message.handoffId)).tier,
      requester: message.author,
      isWorthAThread: false,
      present: async (t) => quarantinedCard(t, message),
    }
  },
  async unseen() {},
}
