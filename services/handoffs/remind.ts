import type { Services } from '../context.ts'
import { enqueueRefresh, tell } from '../notices/tell.ts'
import { type Handoff, handoffSubject, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { tellSupervisors } from './tell-supervisors.ts'

/**
 * Nobody takes a chat: its thread is reminded in a message that rings whoever is on duty, supervisors the next time, and from
 * then on that one message says how often (F28).
 */
export async function remindDesk(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  handoff: Pick<Handoff, 'id' | 'workspaceId' | 'requester' | 'reminded'>,
): Promise<void> {
  const { id, reminded } = handoff
  if (reminded === 1) {
    await tell<HandoffNotice>(services, sideOf(handoff, 'desk'), { kind: 'still-waiting', handoffId: id })
    return
  }
  await enqueueRefresh(services, handoffSubject(id), 'reminder')
  if (reminded > 2) return
  await tellSupervisors(services, handoff, { kind: 'waiting-elsewhere', handoffId: id })
}
