import type { Thread } from '../../services/desks/board.ts'
import type { Sentences } from '../sentences.ts'

/** Opens a thread in Teams; `undefined` where the thing does not hang yet. */
export function openThread(t: Sentences, thread: Thread | undefined, tenantId: string): object | undefined {
  if (thread === undefined) return undefined
  return { type: 'Action.OpenUrl', title: t('thread.open'), url: threadUrl(thread, tenantId) }
}

/** https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams */
function threadUrl({ channelId, rootId, groupId }: Thread, tenantId: string): string {
  const query = new URLSearchParams({
    tenantId,
    ...(groupId === undefined ? {} : { groupId }),
    parentMessageId: rootId,
  })
  return `https://teams.microsoft.com/l/message/${encodeURIComponent(channelId)}/${rootId}?${query}`
}
