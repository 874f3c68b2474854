import type { Services } from '../context.ts'
import { samePerson } from '../people/person.ts'
import { giveBack } from './give-back.ts'
import { type Handoff, mayUndo } from './handoff.ts'
import { lockHandoff } from './store.ts'

/** « Annuler la prise en charge », right after « Prendre »: it waits again, where it stood (F3). False: they said something since, or it is too late. */
export async function undoTake(
  services: Pick<Services, 'db' | 'now' | 'rulesOf' | 'settingsOf'>,
  { id, analyst }: Pick<Handoff, 'id' | 'analyst'>,
): Promise<boolean> {
  // A row lock: what they say at the same moment is said before.
  const handoff = await lockHandoff(services.db, id)
  const isTheirs = samePerson(handoff.analyst, analyst) && mayUndo(handoff, services.now())
  return isTheirs && (await giveBack(services, handoff, { keepsCallback: true }))
}
