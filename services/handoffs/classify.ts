import type { Services } from '../context.ts'
import { enqueueRefresh } from '../notices/tell.ts'
import type { PersonKey } from '../people/person.ts'
import { endBusy } from '../workspaces/duty.ts'
import { enqueueRouting } from './enqueue-routing.ts'
import { type Handoff, handoffSubject } from './handoff.ts'
import { changeHandoff } from './store.ts'

/** « Classer ce chat »: what it was about, by whoever led it. They have put it in order, and can be offered the next. */
export async function classifyHandoff(
  services: Pick<Services, 'db' | 'now' | 'rulesOf'>,
  { id, workspaceId }: Pick<Handoff, 'id' | 'workspaceId'>,
  by: PersonKey,
  category: string,
): Promise<Handoff | undefined> {
  const classified = await changeHandoff(services.db, id, ['closed', 'converted'], { category })
  if (classified === undefined) return undefined
  await endBusy(services.db, workspaceId, by.objectId, id)
  await enqueueRouting(services, workspaceId)
  await enqueueRefresh(services, handoffSubject(id))
  return classified
}
