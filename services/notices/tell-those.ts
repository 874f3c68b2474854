import type { Services } from '../context.ts'
import { findPerson } from '../people/store.ts'
import { type AnyNotice, tell } from './tell.ts'

/** Nobody needs more, and one of them is enough to act. */
const MOST_TOLD = 20

/** Tells each of them whom we can reach, in their own chat. */
export async function tellThose<Notice extends AnyNotice>(
  services: Pick<Services, 'db' | 'now'>,
  tenantId: string,
  objectIds: Iterable<string>,
  notice: Notice,
): Promise<void> {
  let told = 0
  for (const objectId of new Set(objectIds)) {
    const person = { tenantId, objectId }
    if (told === MOST_TOLD || (await findPerson(services.db, person))?.chat === undefined) continue
    await tell<Notice>(services, { person }, notice)
    told += 1
  }
}
