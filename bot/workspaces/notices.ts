import {
  invitationCard,
  leftWorkspaceCard,
  movedAwayCard,
  personalAccountCard,
} from '../../cards/workspaces/members.ts'
import { enteredCard } from '../../cards/workspaces/workspace.ts'
import type { WorkspaceNotice } from '../../services/workspaces/jobs.ts'
import { findMember } from '../../services/workspaces/members.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const workspaceNotices: NoticeKinds<WorkspaceNotice> = {
  invitation: {
    async present({ db }, { workspaceId }, { t, person }) {
      const member = person && (await findMember(db, workspaceId, person))
      if (member?.state !== 'invited') return undefined
      return invitationCard(t, { workspace: await getWorkspace(db, workspaceId), invitedBy: member.invitedBy })
    },
  },
  'workspace-left': { present: async (_needs, { name, next }, { t }) => leftWorkspaceCard(t, name, next) },
  'workspace-entered': {
    present: async ({ db }, { workspaceId }, { t }) => enteredCard(t, await getWorkspace(db, workspaceId)),
  },
  'personal-account': { present: async (_needs, { why }, { t }) => personalAccountCard(t, why) },
  'moved-away': { present: async (_needs, { name }, { t }) => movedAwayCard(t, name) },
}
