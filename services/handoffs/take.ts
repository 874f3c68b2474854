import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { type NamedPerson, samePerson } from '../people/person.ts'
import { answerDueAt, watchAnswer } from './clock.ts'
import { type Handoff, sideOf } from './handoff.ts'
import type { HandoffNotice } from './jobs.ts'
import { refreshHandoff } from './refresh.ts'
import { getHandoff, takeQueued } from './store.ts'

/**
 * Gives a waiting handoff to the first who asks: one winner, whoever presses at the same time. The others get the
 * handoff as it now is; `undefined`: nobody takes their own.
 */
export async function takeHandoff(
  services: Pick<Services, 'db' | 'now' | 'clocksOf'>,
  handoff: Handoff,
  analyst: NamedPerson,
): Promise<Handoff | undefined> {
  if (samePerson(handoff.requester, analyst)) return undefined
  const { id } = handoff
  const at = services.now()
  const clockAt = await answerDueAt(services, handoff.workspaceId, at)
  const by = { analystId: analyst.objectId, analystName: analyst.name }
  const taken = await takeQueued(services.db, { id, ...by, at, clockAt })
  if (taken === undefined) return await getHandoff(services.db, id)
  await tell<HandoffNotice>(services, sideOf(taken, 'requester'), { kind: 'connected', handoffId: id })
  await watchAnswer(services, taken)
  await refreshHandoff(services, taken)
  return taken
}
