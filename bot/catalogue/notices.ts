import { draftLeftCard } from '../../cards/catalogue/catalogue.ts'
import type { CatalogueNotice } from '../../services/catalogue/jobs.ts'
import { readDraft } from '../../services/catalogue/store.ts'
import { getWorkspace } from '../../services/workspaces/store.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

export const catalogueNotices: NoticeKinds<CatalogueNotice> = {
  'draft-left': {
    priority: 'low',
    async present(needs, { draftId }, { t }) {
      const draft = await readDraft(needs.db, draftId)
      if (draft === undefined) return undefined
      const { catalogue } = await needs.settingsOf(needs.db, await getWorkspace(needs.db, draft.workspaceId))
      const item = catalogue.find(({ id }) => id === draft.itemId)
      return item && draftLeftCard(t, draft, item)
    },
  },
}
