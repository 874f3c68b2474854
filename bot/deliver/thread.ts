import { transact } from '../../services/db/transact.ts'
import { ServiceDeskError } from '../../services/errors.ts'
import { findLiveCard, forgetThread, type LiveCard } from '../../services/notices/live-cards.ts'
import type { Subject } from '../../services/notices/subject.ts'
import type { Conversation } from '../../services/people/person.ts'
import type { Outgoing, Priority } from '../teams/connector.ts'
import type { Needs } from './needs.ts'
import { refreshCard } from './refresh.ts'
import { withoutRing } from './ring.ts'

/** What Teams has now: where, and under which id if it names one. */
export interface Sent {
  readonly where: Conversation
  readonly activityId: string | undefined
}

/** The reason of what cannot be delivered because the workspace has no desk. */
export const NO_DESK = 'no-desk'

export async function sendTo(
  { connector }: Pick<Needs, 'connector'>,
  to: Conversation | undefined,
  message: Outgoing,
  priority?: Priority,
): Promise<Sent> {
  if (to === undefined) throw new ServiceDeskError('not-found', 'The other side cannot be reached.')
  const activityId = await withoutRing(message, (its) => connector.send(to, its, priority))
  return { where: to, activityId }
}

/** Sends into a subject's thread. Where somebody deleted it, the subject gets another, in which the desk reads on. */
export async function sendToThread(
  needs: Needs,
  subject: Subject,
  known: Conversation | undefined,
  message: Outgoing,
): Promise<Sent> {
  if (known !== undefined) {
    try {
      return await sendTo(needs, known, message)
    } catch (error) {
      if (!(error instanceof ServiceDeskError) || error.code !== 'not-found') throw error
      await forgetThread(needs.db, subject, known.conversationId)
    }
  }
  const afterwards = await refreshCard(needs, { subject, position: 'desk' })
  if (afterwards !== undefined) await transact(needs.db, afterwards)
  const thread: LiveCard | undefined = await findLiveCard(needs.db, subject, 'desk')
  if (thread === undefined) throw new ServiceDeskError('not-found', 'There is no desk.', { reason: NO_DESK })
  return await sendTo(needs, thread, message)
}
