import { sentencesIn } from '../../cards/sentences.ts'
import type { Db } from '../../services/db/connect.ts'
import { transact } from '../../services/db/transact.ts'
import { loseDesk } from '../../services/desks/lose.ts'
import { isGone, ServiceDeskError } from '../../services/errors.ts'
import { deleteJobs } from '../../services/jobs/finish.ts'
import { sameJobs } from '../../services/jobs/pending.ts'
import type { Afterwards, Task } from '../../services/jobs/task.ts'
import {
  findLiveCard,
  forgetLiveCard,
  type LiveCard,
  leaveConversation,
  saveNewThread,
} from '../../services/notices/live-cards.ts'
import { AT_DESK, idIn, kindOf, type Subject } from '../../services/notices/subject.ts'
import { enqueueRefresh, laneOfCard, type Refresh, taskOfCard } from '../../services/notices/tell.ts'
import { findPerson } from '../../services/people/store.ts'
import { DAY_MS } from '../../services/time.ts'
import { findDesk, findDeskIn, getWorkspace } from '../../services/workspaces/store.ts'
import { channelIdOf, deskSubject } from '../../services/workspaces/workspace.ts'
import { cardMessage } from './message.ts'
import type { Needs } from './needs.ts'
import { ringing, withoutRing } from './ring.ts'
import type { Described, SubjectKind } from './subject.ts'

/** The task `refresh.<kind>`: makes the subject's card in Teams agree with the subject, and hangs it up where there is none. */
export function refreshTask(needs: Needs, kind: SubjectKind): Task<Refresh> {
  return {
    pool: 'chats',
    patienceMs: DAY_MS,
    repeat: 'visible',
    async run(refresh) {
      const covered = await sameJobs(needs.db, {
        task: taskOfCard(refresh),
        lane: laneOfCard(refresh),
        payload: refresh,
      })
      const afterwards = await refreshCard(needs, refresh)
      return async (tx) => {
        // Another refresh, enqueued before we read the subject, has nothing left to do.
        if (covered.length > 0) await deleteJobs(tx, covered)
        await afterwards?.(tx)
      }
    },
    async givenUp(tx, { subject, position }) {
      if (position === 'desk') await kind.unseen({ db: tx, now: needs.now }, idOf(subject))
    },
  }
}

/** Does the refresh; what is left is to be written in the transaction that ends it. */
export async function refreshCard(needs: Needs, refresh: Refresh): Promise<Afterwards | undefined> {
  const { subject, position } = refresh
  const { db, connector } = needs
  const kind = kindOfSubject(needs, subject)
  const described = await findOrGone(needs, kind, subject)
  if (described === undefined) return undefined
  const live = await findLiveCard(db, subject, position)
  if (live !== undefined && position === 'desk' && !(await isAt(db, described, live.conversationId))) {
    const now = await kind.find(needs, idOf(subject))
    // Where it was moved between the two reads, the card is at its new desk. Else it was being hung up where it was before.
    if (now.tier === described.tier && now.workspaceId === described.workspaceId)
      await leave(needs, kind, subject, { at: live, to: described })
    return await refreshCard(needs, refresh)
  }
  if (live === undefined && (position !== 'desk' || !described.isWorthAThread)) return undefined
  const workspace = await getWorkspace(db, described.workspaceId)
  const readBy = described.readerAt?.(position) ?? described.requester
  const reader = !AT_DESK.includes(position) && readBy ? await findPerson(db, readBy) : undefined
  const t = sentencesIn(reader?.language ?? workspace.language)
  const message = cardMessage(await described.present(t, position))
  if (live !== undefined) {
    try {
      await connector.update(live, live.activityId, message)
      return position === 'left' ? (tx) => forgetLiveCard(tx, subject, position) : undefined
    } catch (error) {
      if (!isGone(error)) throw error
      // Somebody took the message away: there is nothing to keep true any more.
      return position === 'desk' ? undefined : (tx) => forgetLiveCard(tx, subject, position)
    }
  }
  const people = (await described.rings?.()) ?? []
  const rung = await ringing(needs, message, { workspaceId: workspace.id, people })
  const thread = await openThread(needs, workspace, described.tier, rung, kind.priority)
  if (thread === undefined) return (tx) => kind.unseen({ db: tx, now: needs.now }, idOf(subject))
  const desk = kind.isListed ? await findDesk(db, workspace.id, described.tier) : undefined
  return async (tx) => {
    await saveNewThread(tx, subject, thread)
    if (desk !== undefined) await enqueueRefresh({ db: tx, now: needs.now }, deskSubject(desk.id))
  }
}

/** `undefined`: it went since somebody wanted its card to be true, e.g. a desk that moved away. */
async function findOrGone(needs: Needs, kind: SubjectKind, subject: Subject): Promise<Described | undefined> {
  try {
    return await kind.find(needs, idOf(subject))
  } catch (error) {
    if (error instanceof ServiceDeskError && error.code === 'not-found') return undefined
    throw error
  }
}

/** Takes a subject away from a desk that is not its own (any more). */
async function leave(
  { db, now }: Needs,
  kind: SubjectKind,
  subject: Subject,
  { at, to }: { readonly at: LiveCard; readonly to: Described },
): Promise<void> {
  await transact(db, async (tx) => {
    const left = await findLiveCard(tx, subject, 'desk')
    if (left?.conversationId !== at.conversationId) return
    const other = await findDeskIn(tx, channelIdOf(at.conversationId))
    // Only another desk of its own workspace is told where it went.
    const isTold = other?.workspaceId === to.workspaceId
    if (isTold && kind.leaves !== undefined) await kind.leaves({ db: tx, now }, idOf(subject), to)
    else await leaveConversation(tx, subject, at.conversationId)
  })
}

/** Whether a conversation is in the channel of the desk where a thing belongs. */
async function isAt(
  db: Db,
  { workspaceId, tier }: Pick<Described, 'workspaceId' | 'tier'>,
  conversationId: string,
): Promise<boolean> {
  return (await findDesk(db, workspaceId, tier))?.channelId === channelIdOf(conversationId)
}

/**
 * Begins a thread in the workspace's desk. `undefined`: there is no desk, or its channel refuses us (it was deleted, the team
 * archived, the app removed while we were down): then it is none any more, and what is open waits for the next.
 */
async function openThread(
  { db, now, settingsOf, connector, config, log }: Needs,
  workspace: { readonly id: string; readonly tenantId: string },
  tier: number,
  message: ReturnType<typeof cardMessage>,
  priority: SubjectKind['priority'],
) {
  const desk = await findDesk(db, workspace.id, tier)
  if (desk === undefined) return undefined
  const { serviceUrl, channelId } = desk
  try {
    const channel = { serviceUrl, channelId, tenantId: workspace.tenantId }
    const thread = await withoutRing(message, (its) => connector.openThread(channel, its, priority))
    return { serviceUrl, ...thread }
  } catch (error) {
    if (!isGone(error)) throw error
    // A customer's act, told to whoever it concerns: nothing of ours failed.
    log.warn({ error, desk: desk.id }, 'The desk’s channel refuses us: the workspace has no desk any more.')
    await transact(db, (tx) => loseDesk({ db: tx, now, settingsOf }, config, desk))
    return undefined
  }
}

export function kindOfSubject({ subjects }: Needs, subject: Subject): SubjectKind {
  const kind = subjects[kindOf(subject)]
  if (kind === undefined)
    throw new ServiceDeskError('not-found', 'A subject of a kind that this version does not know.')
  return kind
}

export function idOf(subject: Subject): string {
  return idIn(subject, kindOf(subject)) ?? ''
}
