import type { Services } from '../context.ts'
import { leaveThread } from '../notices/leave-thread.ts'
import { findLiveCard } from '../notices/live-cards.ts'
import { idIn, type Subject } from '../notices/subject.ts'
import { findDesk, getWorkspace } from '../workspaces/store.ts'
import type { Handoff } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { keepCopiesIn } from './store.ts'

/** A chat or an incident is at the desk of another tier from now on: the thread that it leaves says so. */
export async function leaveDesk(
  services: Pick<Services, 'db' | 'now'>,
  subject: Subject,
  { workspaceId, tier }: Pick<Handoff, 'workspaceId' | 'tier'>,
): Promise<void> {
  const { db } = services
  const left = await findLiveCard(db, subject, 'desk')
  const handoffId = idIn(subject, 'handoff')
  if (left !== undefined && handoffId !== undefined) await keepCopiesIn(db, handoffId, left.conversationId)
  const { language } = await getWorkspace(db, workspaceId)
  const teamName = (await findDesk(db, workspaceId, tier))?.teamName ?? ''
  await leaveThread<HandoffNotice>(services, subject, { language, notice: { kind: 'passed-away', tier, teamName } })
}
