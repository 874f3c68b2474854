import type { Services } from '../context.ts'
import type { Handoff } from './handoff.ts'
import { listAnswers } from './offers.ts'
import { tellSupervisors } from './tell-supervisors.ts'

/** So often a chat comes back to its queue before a supervisor hears of it. */
const MOST_BOUNCES = 2

/** A chat came back to its queue: refused, left without an answer, or given back (F8). */
export async function tellBounce(
  services: Pick<Services, 'db' | 'now' | 'settingsOf'>,
  handoff: Pick<Handoff, 'id' | 'workspaceId' | 'requester'>,
): Promise<void> {
  if ((await listAnswers(services.db, [handoff.id])).length !== MOST_BOUNCES) return
  await tellSupervisors(services, handoff, { kind: 'bounced', handoffId: handoff.id, count: MOST_BOUNCES })
}
