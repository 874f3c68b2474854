import { elsewhereCard, sentenceCard, strangerCard } from '../../cards/menu/notices.ts'
import type { SentenceKey } from '../../cards/sentences.ts'
import { grantsOf } from '../../services/access/access.ts'
import { isServiceAdministrator } from '../../services/access/administrators.ts'
import { currentWorkspace } from '../../services/workspaces/current.ts'
import type { NoticeKinds } from '../deliver/notice.ts'
import { presentMenu } from './present.ts'

/** What is said to anybody, of nothing in particular. */
export type MenuNotice =
  /** The three choices that any message brings (S0.29). */
  | { readonly kind: 'menu' }
  /** It was asked in public: what people ask is between them and the desk. */
  | { readonly kind: 'elsewhere' }
  /** A sender without an account in an organisation. */
  | { readonly kind: 'stranger' }
  /** Something came to nothing; `excerpt` is what somebody wrote, where they must know which message it was. */
  | {
      readonly kind: 'sentence'
      readonly key: SentenceKey
      readonly values?: Readonly<Record<string, string>>
      readonly excerpt?: string
    }

export const menuNotices: NoticeKinds<MenuNotice> = {
  menu: {
    async present(needs, _notice, { t, person }) {
      if (person === undefined) return undefined
      const workspace = await currentWorkspace(needs.db, person)
      if (workspace === undefined) return undefined
      const settings = await needs.settingsOf(needs.db, workspace)
      const who = { objectId: person.objectId, isInChannel: false, client: undefined }
      const isAdministrator = await isServiceAdministrator(needs.db, needs.config, person)
      const permissions = grantsOf(settings, { ...who, isServiceAdministrator: isAdministrator })
      return await presentMenu(needs, t, person, { workspace, settings, permissions })
    },
  },
  elsewhere: { present: async ({ config }, _notice, { t }) => elsewhereCard(t, config.bot.appId) },
  stranger: { present: async (_needs, _notice, { t }) => strangerCard(t) },
  sentence: {
    present: async (_needs, { key, values, excerpt = '' }, { t }) => sentenceCard(t, t(key, values), excerpt),
  },
}
