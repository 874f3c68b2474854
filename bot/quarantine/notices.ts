import { quarantinedCard } from '../../cards/quarantine/quarantine.ts'
import { saveLiveCard } from '../../services/notices/live-cards.ts'
import { enqueueRefresh } from '../../services/notices/tell.ts'
import type { QuarantineNotice } from '../../services/quarantine/jobs.ts'
import { positionOf, quarantineSubject } from '../../services/quarantine/quarantine.ts'
import { readQuarantined } from '../../services/quarantine/store.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const quarantineNotices: NoticeKinds<QuarantineNotice> = {
  quarantined: {
    async present({ db }, { id }, { t }) {
      const message = await readQuarantined(db, id)
      return message?.state === 'waiting' ? quarantinedCard(t, message) : undefined
    },
    async sent(services, { id }, shown) {
      const message = await readQuarantined(services.db, id)
      if (message === undefined) return
      const position = positionOf(message)
      await saveLiveCard(services.db, quarantineSubject(id), position, shown)
      // It was decided while the card was on its way: the refresh found none.
      if (message.state !== 'waiting') await enqueueRefresh(services, quarantineSubject(id), position)
    },
  },
}
