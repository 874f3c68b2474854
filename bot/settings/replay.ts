import { replayCard } from '../../cards/settings/replay.ts'
import { listRecorded } from '../../services/handoffs/store.ts'
import { type Recorded, replay } from '../../services/queues/replay.ts'
import { rulesIn, type Settings } from '../../services/settings/settings.ts'
import { DAY_MS } from '../../services/time.ts'
import { FIRST_TIER } from '../../services/workspaces/workspace.ts'
import type { Shown, Turn } from '../turn/reply.ts'

const DAYS = 30
/** More chats than this are not replayed: somebody waits for the answer. */
const MOST = 3_000

/** « Rejouer »: the chats of the last days, had the draft's rules been in force. */
export async function replayDraft(turn: Turn, draft: Settings): Promise<Shown> {
  const { db, now, t, workspace } = turn
  const all = await listRecorded(db, workspace.id, now() - DAYS * DAY_MS, MOST)
  const chats = all.flatMap((its): readonly Recorded[] => {
    const { requester, analyst, queuedAt, takenAt, endedAt, state, tier } = its
    // What was passed to another tier has another queue.
    if (tier !== FIRST_TIER || endedAt === undefined) return []
    const isTaken = analyst !== undefined && takenAt !== undefined
    return [
      {
        requesterId: requester.objectId,
        queuedAt,
        taken: isTaken ? { by: analyst.objectId, at: takenAt, lastedMs: Math.max(0, endedAt - takenAt) } : undefined,
        abandonedAt: state === 'abandoned' ? endedAt : undefined,
      },
    ]
  })
  const { mostChats, wrapUpMs } = rulesIn(draft)
  const its = chats.some(({ taken }) => taken !== undefined) ? replay(chats, { mostChats, wrapUpMs }) : undefined
  return { dialog: { title: t('replay'), card: replayCard(t, DAYS, its) } }
}
