import type { Services } from '../context.ts'
import { tell } from '../notices/tell.ts'
import { type Person, samePerson } from '../people/person.ts'
import type { Handoff } from './handoff.ts'
import { refreshHandoffCards } from './refresh.ts'
import { changeHandoff, getHandoff } from './store.ts'

/**
 * Gives a waiting handoff to the first who asks: one winner, whoever presses at the same time. The others get the
 * handoff as it now is; nobody takes their own.
 */
export async function takeHandoff(
  { db, now }: Pick<Services, 'db' | 'now'>,
  handoff: Handoff,
  analyst: Person,
): Promise<Handoff | 'own'> {
  if (samePerson(handoff.requester, analyst)) return 'own'
  const taken = await changeHandoff(db, handoff.id, ['queued'], {
    state: 'active',
    analyst_id: analyst.objectId,
    analyst_name: analyst.name,
    taken_at: now(),
  })
  if (taken === undefined) return await getHandoff(db, handoff.id)
  await tell({ db, now }, { person: taken.requester }, { kind: 'connected', handoffId: taken.id })
  await refreshHandoffCards({ db, now }, taken)
  return taken
}
