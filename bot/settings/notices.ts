import { findDraft } from '../../services/settings/store.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { NoticeKinds } from '../deliver/notice.ts'
import { presentDraft } from './present.ts'

/** What is said of settings. */
export type SettingsNotice =
  /** The differences of a draft, to be activated. */
  { readonly kind: 'settings-draft'; readonly workspaceId: string; readonly revision: string }

export const settingsNotices: NoticeKinds<SettingsNotice> = {
  'settings-draft': {
    async present({ db, settingsOf }, { workspaceId, revision }, { t, person }) {
      const draft = person && (await findDraft(db, workspaceId, person.objectId))
      if (draft?.revision !== revision) return undefined
      const workspace = await getWorkspace(db, workspaceId)
      const isStale = draft.basedOn !== workspace.settingsVersion
      return presentDraft({ t }, await settingsOf(db, workspace), draft, isStale)
    },
  },
}
