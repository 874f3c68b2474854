import { maskedCard } from '../../cards/secrets/masked.ts'
import type { SecretKind } from '../../services/secrets/secret.ts'
import type { NoticeKinds } from '../deliver/notice.ts'

/** Part of a message was covered: told to its author, where they wrote it, with what is left of it. */
export interface MaskedNotice {
  readonly kind: 'masked'
  readonly kinds: readonly SecretKind[]
  readonly excerpt: string
}

export const secretNotices: NoticeKinds<MaskedNotice> = {
  masked: {
    present: async (_needs, { kinds, excerpt }, { t }) => maskedCard(t, kinds, excerpt),
  },
}
