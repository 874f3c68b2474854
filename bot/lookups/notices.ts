import { actedCard } from '../../cards/lookups/lookup.ts'
import type { LookupNotice } from '../../services/lookups/jobs.ts'
import { isGood } from '../../services/lookups/lookup.ts'
import { readDeviceAction, readLookup } from '../../services/lookups/store.ts'
import { samePerson } from '../../services/people/person.ts'
import type { NoticeKinds } from '../deliver/notice.ts'
import { presentDossier } from './present.ts'

export const lookupNotices: NoticeKinds<LookupNotice> = {
  'looked-up': {
    pool: 'graph',
    async present(needs, { lookupId, client }, { t, person }) {
      const its = await readLookup(needs.db, lookupId)
      // Told late, it would be told without a reason.
      if (its === undefined || !samePerson(its.operator, person) || !isGood(its, needs.now())) return undefined
      return await presentDossier(needs, t, its, client)
    },
  },
  'device-acted': {
    async present({ db }, { actionId }, { t, person }) {
      const its = await readDeviceAction(db, actionId)
      return its !== undefined && its.operatorId === person?.objectId && its.tenantId === person.tenantId
        ? actedCard(t, its)
        : undefined
    },
  },
}
