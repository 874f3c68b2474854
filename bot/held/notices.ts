import { heldMessageCard } from '../../cards/held/held.ts'
import { heldSubject } from '../../services/held/held.ts'
import type { HeldNotice } from '../../services/held/jobs.ts'
import { readHeld } from '../../services/held/store.ts'
import { saveLiveCard } from '../../services/notices/live-cards.ts'
import { enqueueRefresh } from '../../services/notices/tell.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const heldNotices: NoticeKinds<HeldNotice> = {
  held: {
    async present({ db }, { id }, { t }) {
      const held = await readHeld(db, id)
      return held?.state === 'held' ? heldMessageCard(t, held) : undefined
    },
    async sent(services, { id }, shown) {
      const held = await readHeld(services.db, id)
      if (held === undefined) return
      const position = held.audience === 'desk' ? 'own' : 'thread'
      await saveLiveCard(services.db, heldSubject(id), position, shown)
      // It was decided while the card was on its way: the refresh found none.
      if (held.state !== 'held') await enqueueRefresh(services, heldSubject(id), position)
    },
  },
}
