import { checkedCard } from '../../cards/desks/checked.ts'
import { leavingCard } from '../../cards/desks/mine.ts'
import { deskGoneCard, deskTakenCard, unconfirmedCard } from '../../cards/desks/settle.ts'
import { missedOffCard, shiftOverCard, takenOffCard } from '../../cards/desks/supervise.ts'
import { listMine } from '../../services/desks/board.ts'
import type { DeskNotice } from '../../services/desks/jobs.ts'
import { findDeskById } from '../../services/workspaces/store.ts'
import type { NoticeKinds } from '../deliver/notice.ts'
import { MOST_MINE, presentDesk } from './present.ts'

export const deskNotices: NoticeKinds<DeskNotice> = {
  desk: {
    async present(services, { deskId }, { t }) {
      const desk = await findDeskById(services.db, deskId)
      return desk && (await presentDesk(services, t, desk))
    },
  },
  'desk-taken': { present: async (_needs, { teamName, free }, { t }) => deskTakenCard(t, teamName, free) },
  'desk-checked': { present: async (_needs, checked, { t }) => checkedCard(t, checked) },
  leaving: {
    async present({ db }, { workspaceId }, { t, person }) {
      if (person === undefined) return undefined
      const mine = await listMine({ db }, workspaceId, person, MOST_MINE)
      return mine.chats.length + mine.incidents.length === 0 ? undefined : leavingCard(t, workspaceId, mine)
    },
  },
  'missed-off': { present: async (_needs, { teamName }, { t }) => missedOffCard(t, teamName) },
  'taken-off': { present: async (_needs, { name }, { t }) => takenOffCard(t, name) },
  'shift-over': { present: async (_needs, { closedAt }, { t }) => shiftOverCard(t, closedAt) },
  'desk-unconfirmed': { present: async (_needs, { workspaceName = '' }, { t }) => unconfirmedCard(t, workspaceName) },
  'desk-gone': {
    present: async (_needs, { teamName, workspaceName }, { t }) => deskGoneCard(t, teamName, workspaceName),
  },
}
