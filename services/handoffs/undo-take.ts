import type { Services } from '../context.ts'
import { giveBack } from './give-back.ts'
import { type Handoff, mayUndo } from './handoff.ts'

/** « Annuler », right after « Prendre »: it waits again, where it stood (F3). False: they said something since, or it is too late. */
export async function undoTake(services: Pick<Services, 'db' | 'now'>, handoff: Handoff): Promise<boolean> {
  return mayUndo(handoff, services.now()) && (await giveBack(services, handoff))
}
