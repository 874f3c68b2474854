import type { Draft } from '../../services/catalogue/draft.ts'
import { findOwnDraft } from '../../services/catalogue/store.ts'
import type { Kind } from '../turn/guard.ts'

export const draft: Kind<Draft, { readonly draftId: string }> = {
  find: ({ db, person }, { draftId }) => findOwnDraft(db, person, draftId),
  owned: ({ workspaceId, owner }) => ({ workspaceId, requester: owner }),
}
