import { oneTimeCard, oneTimeHereCard } from '../../cards/onetime/onetime.ts'
import { saveLiveCard } from '../../services/notices/live-cards.ts'
import { enqueueRefresh } from '../../services/notices/tell.ts'
import type { OneTimeNotice } from '../../services/onetime/jobs.ts'
import { oneTimeSubject } from '../../services/onetime/onetime.ts'
import { readOneTime } from '../../services/onetime/store.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const oneTimeNotices: NoticeKinds<OneTimeNotice> = {
  'onetime-handed': {
    async present({ db }, { id }, { t }) {
      const its = await readOneTime(db, id)
      return its?.secret === undefined ? undefined : oneTimeCard(t, its)
    },
    async sent(services, { id }, shown) {
      await saveLiveCard(services.db, oneTimeSubject(id), 'own', shown)
      // It was on its way for longer than it can be read: the refresh found no card.
      if ((await readOneTime(services.db, id))?.secret === undefined)
        await enqueueRefresh(services, oneTimeSubject(id), 'own')
    },
  },
  'onetime-here': { present: async (_needs, its, { t }) => oneTimeHereCard(t, its) },
}
